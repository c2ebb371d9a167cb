import type { discord as en } from '../en/discord.ts';

export const discord: Record<keyof typeof en, string> = {
  'discord.since': 'empezó {at}',
  'discord.expires': 'vence {near} ({at})',
  'discord.open': 'Abrir en la página',
  'discord.continues': 'Continúa en los mensajes de abajo.',
  'discord.in_file': 'Completo en el archivo {name}, abajo.',
  'discord.file_refused':
    'No puedo adjuntar archivos en este canal, así que {name} no está aquí. El texto completo está en la página; para tenerlo aquí la próxima vez, da al rol del bot el permiso Adjuntar archivos.',
  'discord.confirm.title': '¿Seguro?',
  'discord.confirm.body': 'Esto no se puede deshacer.',
  'discord.confirm.button': 'Sí, hazlo',
  'discord.confirm.label': '¿Quieres hacerlo?',
};
