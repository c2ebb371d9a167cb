import type { slack as en } from '../en/slack.ts';

export const slack: Record<keyof typeof en, string> = {
  'slack.since': 'desde {at}',
  'slack.expires': 'vence {at}',
  'slack.open': 'Abrir en la página',
  'slack.continues': 'Continúa en los mensajes de abajo.',
  'slack.in_file': 'Completo en el archivo {name}, abajo.',
  'slack.home.waiting': 'Esperan tu respuesta',
  'slack.home.running': 'Tus tareas en curso',
  'slack.home.recent': 'Tus últimas tareas',
  'slack.home.more': 'Aquí solo se ven las más recientes. Las demás: {command}',
  'slack.home.stranger':
    'Aquí todavía no te conozco, así que no hay nada que mostrar. Pide un código de enlace a un administrador de tu organización y envíamelo en un mensaje.',
};
