import type { discordCommands as en } from '../en/discord-commands.ts';

export const discordCommands: Record<keyof typeof en, string> = {
  'discord.command.run_as_task': 'Ejecutar como tarea',
  'discord.option.objective': 'qué hay que hacer',
  'discord.option.target': 'un procedimiento, o una acción como habilidad.acción',
  'discord.option.arguments': 'sus argumentos: clave=valor clave="dos palabras"',
  'discord.option.task': 'su número, p. ej. T-12',
  'discord.option.code': 'el código que alguien te dio; sin él recibes uno nuevo',
  'discord.option.copies': 'si cada aprobación se muestra también en este canal',
  'discord.option.copies.here': 'mostrar aquí también cada aprobación',
  'discord.option.copies.off': 'mostrarlas solo en sus propios hilos',
  'discord.option.words': 'list, add, role, link, unlink, email o group, y lo que le corresponda',
  'discord.option.agent': 'qué agente la hace; si falta, se elige el mejor',
  'discord.option.group': 'el grupo del que se elige',
  'discord.option.priority': 'la urgencia que tiene',
  'discord.option.file': 'un archivo de texto que la tarea puede leer',
  'discord.priority.low': 'baja',
  'discord.priority.normal': 'normal',
  'discord.priority.high': 'alta',
  'discord.priority.urgent': 'urgente',
};
