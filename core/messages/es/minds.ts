import type { minds as en } from '../en/minds.ts';

export const minds: Record<keyof typeof en, string> = {
  'minds.no_model':
    'No hay un modelo de lenguaje configurado, así que no puedo trabajar con texto libre. {count, plural, =0 {Tampoco hay nada que ejecutar.} other {Lo que puedo hacer sin él:}}',
  'minds.no_model_admin': 'Quien administra puede configurarlo con la variable de entorno COUNTERSIGN_MODEL.',
  'minds.more_actions': '{count, plural, one {y # acción más} other {y # acciones más}}: /help',
  'minds.no_words': 'El modelo terminó sin respuesta.',
};
