import { describeChatPlatform } from '../../core/testing/chat-platform-contract.ts';
import { startDiscordHarness } from './testing/discord-harness.ts';

describeChatPlatform('Discord', [], startDiscordHarness);
