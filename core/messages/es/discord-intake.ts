import type { discordIntake as en } from '../en/discord-intake.ts';

export const discordIntake: Record<keyof typeof en, string> = {
  'discord.kept':
    'Tengo tu petición, pero el servicio que ejecuta las tareas no responde. Queda guardada y se hará en cuanto vuelva; no hace falta que la envíes otra vez.',
  'discord.not_taken':
    'Una parte de mí no responde, así que no se ha recogido nada. Hazlo otra vez dentro de un minuto; un administrador encuentra el motivo en el registro.',
  'discord.which_server':
    'Aquí se te conoce en varias organizaciones: {servers}. Empieza con el servidor al que te refieres, como en «{first}: qué hay que hacer»; después, lo que escribas aquí es para ese mismo.',
  'discord.server_unknown':
    'Este servidor no está conectado a ninguna organización, así que no se ha hecho nada. Un operador lo conecta con: npm run admin -- workspace connect {id}',
  'discord.linked': 'Ya estás vinculado: aquí eres {name}. Escribe /help para ver qué puedo hacer por ti.',
  'discord.said': '{by}: {words}',
  'discord.form_too_late':
    'El formulario llegó tarde y no se pudo mostrar, así que no ha cambiado nada. Pulsa el botón otra vez.',
  'discord.direct_shut':
    'Tengo una respuesta solo para ti, pero Discord no me deja escribirte. Permite los mensajes directos de los miembros de este servidor en sus ajustes de privacidad, o usa el comando: su respuesta solo la ves tú.',
  'discord.started': '{number} ha empezado.',
  'discord.taken': 'Recogido.',
  'discord.form.new_task': 'Tarea nueva',
  'discord.form.objective': '¿Qué hay que hacer?',
  'discord.form.agent': 'Agente (el mejor si se deja vacío)',
  'discord.form.priority': 'Prioridad',
};
