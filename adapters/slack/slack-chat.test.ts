import { describeChatPlatform } from '../../core/testing/chat-platform-contract.ts';
import { startSlackHarness } from './testing/slack-harness.ts';

describeChatPlatform('Slack', [], startSlackHarness);
