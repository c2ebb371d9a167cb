import type { commands as en } from '../en/commands.ts';

export const commands: Record<keyof typeof en, string> = {
  'command.task': 'encargar una tarea a un agente',
  'command.run': 'ejecutar un procedimiento o una acción, sin modelo',
  'command.tasks': 'listar las tareas más recientes',
  'command.trace': 'mostrar todos los pasos de una tarea',
  'command.stop': 'detener una tarea de inmediato',
  'command.approvals': 'lo que espera una respuesta',
  'command.help': 'lo que puedo hacer por ti aquí',
  'command.usage.task': '/task <objetivo> [agent:NOMBRE] [group:NOMBRE] [priority:low|normal|high|urgent]',
  'command.usage.run': '/run <procedimiento o habilidad.acción> [clave=valor …]',
  'command.usage.tasks': '/tasks',
  'command.usage.trace': '/trace <tarea>',
  'command.usage.stop': '/stop [tarea]',
  'command.usage.approvals': '/approvals',
  'command.usage.help': '/help',
  'command.option.agent': 'qué agente la hace',
  'command.option.group': 'de qué grupo se elige',
  'command.option.priority': 'low, normal, high o urgent',
  'command.needs_task':
    '¿Qué tarea? Escribe su número, como en /trace T-12.{words, select, none {} other { No puedo leer «{words}» como un número.}}',
  'command.needs_objective':
    '¿Qué hay que hacer? Escríbelo detrás de la orden, como en /task Ordenar el espacio de trabajo.',
  'command.needs_target':
    '¿Qué hay que ejecutar? Escribe un procedimiento o una acción, como en /run workspace-report. /help los muestra.',
  'command.needs_pairs':
    'No puedo leer «{words}»: los argumentos se escriben clave=valor, como en {example}.',
  'command.needs_values': '{name} necesita {missing}. No se ejecutó nada. Escríbelo como en {example}.',
  'command.unknown_argument': '{name} no tiene el argumento «{key}». Acepta: {keys}.',
  'command.bad_priority': 'No existe la prioridad «{priority}». Es low, normal, high o urgent.',
  'command.did_you_mean': '{problem} ¿Querías decir {suggestion}?',
  'command.stopping': '{number} se está deteniendo.',
  'command.nothing_runs':
    'Ninguna tarea está en curso en este hilo, así que no hay nada que detener. Para detener otra escribe /stop y su número.',
  'command.followed_up': 'Entregado a {number}; lo lee en su próximo paso.',
  'command.question_closed': 'Esa pregunta ya está respondida. Tu clic no cambió nada.',
  'command.sent_again': 'Enviado otra vez.',
  'command.started_again': 'Se inició {number}.',
  'help.title': 'Lo que puedo hacer por ti aquí',
  'help.you_can':
    '{role, select, requester {Puedes encargar tareas, seguirlas, escribirles y detener las tuyas.} other {Puedes encargar tareas, aprobar o rechazar lo que otros pidieron y detener cualquier tarea.}}',
  'help.actions': 'Acciones',
  'help.actions_count': '{count, plural, one {# acción} other {# acciones}}',
  'help.approve':
    'Para aprobar: lee la tarjeta en el hilo y pulsa Aprobar o Rechazar. /approvals muestra lo que espera.',
  'help.stop': 'Para detener: pulsa Detener en la tarjeta de la tarea, o escribe /stop en su hilo.',
  'help.examples': 'Ejemplos que funcionan aquí: {examples}',
  'help.no_runbooks':
    'Todavía no hay procedimientos. Un administrador los añade como archivos en la carpeta de procedimientos.',
};
