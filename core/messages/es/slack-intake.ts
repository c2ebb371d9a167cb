import type { slackIntake as english } from '../en/slack-intake.ts';

export const slackIntake: Readonly<Record<keyof typeof english, string>> = {
  'slack.kept':
    'Tengo tu petición, pero el servicio que ejecuta las tareas no responde. Queda guardada y se hará en cuanto vuelva; no hace falta que la envíes otra vez.',
  'slack.linked':
    'Ya estás vinculado: aquí eres {name}. Escribe /countersign help para ver qué puedo hacer por ti.',
  'slack.said': '{by}: {words}',
  'slack.form_too_late':
    'El formulario llegó tarde y no se pudo mostrar, así que no ha cambiado nada. Pulsa el botón otra vez.',
  'slack.moved':
    'Ya no puedo escribir en el canal donde se pidió, así que sigue aquí. Para tenerlo allí de nuevo, invítame al canal.',
  'slack.assistant.greeting':
    'Hola, {name}. Encárgame una tarea con tus palabras o ejecuta uno de los procedimientos de abajo. Todo lo arriesgado espera la aprobación de un compañero.',
  'slack.assistant.prompts': 'Qué se puede hacer aquí',
  'slack.assistant.ask_agent': 'Preguntar a {agent}',
  'slack.assistant.ask_agent.example': '/task Di qué puedes hacer aquí agent:"{agent}"',
  'slack.assistant.waiting': 'Qué espera respuesta',
  'slack.assistant.status': 'está en ello…',
  'slack.form.new_task': 'Tarea nueva',
  'slack.form.start': 'Empezar',
  'slack.form.objective': '¿Qué hay que hacer?',
  'slack.form.agent': 'Agente (si se deja vacío se elige el mejor)',
  'slack.form.priority': 'Prioridad',
  'slack.form.channel': 'Dónde mostrarla (a ti directamente si se deja vacío)',
  'slack.manifest.umbrella': 'todo lo que sé hacer, en un comando: help, run, task, …',
  'slack.manifest.description':
    'Encarga tareas a agentes y procedimientos, sigue cada paso y aprueba lo arriesgado',
  'slack.manifest.run_as_task': 'Ejecutar como tarea',
  'slack.manifest.run_as_task.description': 'Encargar este mensaje, con su hilo',
  'slack.manifest.new_task.description': 'Encargar una tarea desde cualquier sitio',
};
