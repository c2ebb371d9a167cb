import type { errors as en } from '../en/errors.ts';

export const errors: Record<keyof typeof en, string> = {
  'error.invalid_request':
    'Esa petición está incompleta o no es válida{detail, select, none {} other { ({detail})}}. No se inició nada. Corrígela y envíala otra vez.',
  'error.not_found':
    'No hay nada con ese nombre o número que puedas ver. Compruébalo con /tasks o /approvals.',
  'error.not_signed_in':
    'No has iniciado sesión. Abre otra vez el enlace de acceso o envía una clave de API válida.',
  'error.forbidden':
    'Tu rol no lo permite, así que no cambió nada. Un aprobador o un administrador puede hacerlo.',
  'error.idempotency_mismatch':
    'Esta Idempotency-Key ya se usó con otra petición. No se inició nada. Usa una clave nueva para una petición nueva.',
  'error.unknown_command': 'No conozco {command}. /help muestra lo que puedo hacer.',
  'error.unknown_runbook':
    'No hay ningún procedimiento llamado {name}. No se inició nada. /help los muestra.',
  'error.unknown_action':
    'No hay ninguna acción llamada {name}. No se ejecutó nada. /help muestra lo que puedo hacer.',
  'error.unknown_task': 'No hay ninguna tarea {number} que puedas ver. /tasks muestra las más recientes.',
  'error.invalid_arguments':
    'Los argumentos de {name} no son correctos: {errors}. No se ejecutó nada. Corrígelos e inténtalo otra vez.',
  'error.no_agent':
    'Ningún agente puede hacerlo: falta {missing}. No se ejecutó nada. Un administrador puede dar esa capacidad a un agente.',
  'error.agent_unknown':
    'No hay ningún agente llamado {name}. No se inició nada. Sin nombre se elige el mejor.',
  'error.group_unknown':
    'No hay ningún grupo llamado {name}. No se inició nada. Sin nombre se elige entre todos los agentes.',
  'error.task_ended':
    '{number, select, none {Esa tarea ya terminó} other {{number} ya terminó}}, así que no queda nada que cambiar. Escribe en su hilo para empezar una tarea nueva.',
  'error.skill_disabled':
    '{action} está desactivada aquí, así que no se ejecutó. Un administrador puede activarla.',
  'error.skill_definition_changed':
    '{name} ya no es lo que se aprobó: cambió su definición o sus argumentos. No se ejecutó. Inicia la tarea otra vez para pedir lo nuevo.',
  'error.skill_failed': '{action} respondió que falló: {reason}',
  'error.skill_timeout':
    'Una llamada no respondió a tiempo y no se sabe si tuvo efecto. Compruébalo antes de repetirla.',
  'error.skill_unavailable':
    'No se puede llegar al servicio de esta acción, así que no se ejecutó. Inténtalo en unos minutos.',
  'error.outcome_unknown': 'No se sabe si {action} tuvo efecto. Compruébalo antes de ejecutarla otra vez.',
  'error.approval_rejected': '{by} lo rechazó{reason, select, none {} other { («{reason}»)}}. No se ejecutó.',
  'error.approval_expired':
    'Nadie lo aprobó a tiempo, así que no se ejecutó. Inicia la tarea otra vez para volver a pedirlo.',
  'error.approval_withdrawn': 'La aprobación se retiró, así que no se ejecutó.',
  'error.approver_no_longer_entitled':
    '{by} lo aprobó, pero ya no puede aprobar estas acciones, así que no se ejecutó. Inicia la tarea otra vez para pedirlo a otra persona.',
  'error.requirement_not_enforced':
    'La aprobación pide algo que esta versión no aplica ({parts}), así que se rechazó. Un administrador debe cambiar la configuración.',
  'error.delegation_unavailable':
    'El agente quiso pasar esto a otro, y esta versión no lo hace. Pide las partes una por una.',
  'error.budget_spent':
    'El presupuesto de esta tarea se agotó y se detuvo. Inicia una tarea menor o pide más a un administrador.',
  'error.time_spent':
    'Se acabó el tiempo de esta tarea ({minutes, plural, one {# minuto} other {# minutos}}) y se detuvo. Lo hecho hasta ahora está en la traza.',
  'error.too_many_steps':
    'La tarea dio más de {limit, plural, one {# paso} other {# pasos}} sin terminar y se detuvo. Pide algo más pequeño.',
  'error.model_unavailable':
    'No se puede llegar al modelo de lenguaje y la tarea se detuvo. No se ejecutó nada más. Inténtalo en unos minutos.',
  'error.model_refused':
    'El modelo de lenguaje rechazó esta petición. Reformúlala o usa /run con un procedimiento.',
  'error.model_not_configured':
    'No hay ningún modelo de lenguaje configurado. Usa /run con un procedimiento o pide a un administrador que configure uno.',
  'error.runbook_failed':
    'Falló el paso «{step}» del procedimiento: {reason}. Los pasos siguientes no se ejecutaron. Corrige la causa y ejecútalo otra vez.',
  'error.store_unavailable':
    'No se puede llegar a los registros ahora. Lo aceptado antes sigue su curso. Inténtalo en un minuto.',
  'error.workflow_service_unavailable':
    'El servicio que ejecuta las tareas no responde, así que esto no se aceptó. Envíelo otra vez en un minuto; el mismo mensaje nunca inicia una segunda tarea.',
  'error.chat_closed':
    'El chat donde se pidió está cerrado para Countersign, y allí no hay cómo llegar a quien lo pidió. La respuesta está en esta página.',
  'error.chat_unavailable':
    'No se puede llegar al chat ahora. El trabajo sigue; sus mensajes llegarán después.',
  'error.not_linked':
    'Todavía no te conozco en esta organización, así que no se ha hecho nada. Escribe /link en el chat web para obtener un código y envíalo aquí como /link CÓDIGO, o pide a un administrador que te vincule con /member.',
  'error.guest_refused':
    'Solo los miembros plenos de este espacio pueden encargarme trabajo o decidir, así que no se ha hecho nada. Pídeselo a un compañero de la organización.',
  'error.link_code_invalid':
    'Ese código ya no es válido, así que no se te ha vinculado. Escribe /link en el chat web para obtener otro; sirve una vez, durante 15 minutos.',
  'error.workspace_taken':
    'Este espacio está conectado a otra organización, así que no se ha cambiado nada. Su administrador tiene que desconectarlo primero.',
  'error.workspace_unknown':
    'Este espacio no está conectado a ninguna organización, así que no se ha hecho nada. Un administrador puede conectarlo desde la página web.',
  'error.member_unknown':
    'No hay ningún miembro llamado {name}, así que no se ha cambiado nada. /member list los muestra.',
  'error.secret_unreadable':
    'Un secreto guardado no se puede leer con la clave de este servidor, así que no se ha hecho nada. Avisa a tu operador: la clave de cifrado ha cambiado.',
  'error.internal':
    'Hubo un fallo en Countersign. No se hizo nada más. Di a tu operador cuándo fue; el registro tiene la causa.',
};
