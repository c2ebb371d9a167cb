import type { instances as en } from '../en/instances.ts';

export const instances: Record<keyof typeof en, string> = {
  'error.admin_only':
    'Solo un administrador puede hacerlo, así que no se hizo nada. {action} cambia una instancia; pídelo a un administrador.',
  'error.instance_unknown':
    'No hay ninguna instancia llamada {name}. /instance list muestra las que hay; /instance deploy crea una.',
  'error.instance_exists':
    'Ya hay una instancia llamada {name}, así que no se desplegó nada. Elige otro nombre o mírala con /instance status {name}.',
  'error.instance_state':
    '{name} está ahora en estado {status}, así que no se puede hacer {operation}. No se cambió nada; /instance status {name} muestra más.',
  'error.instance_limit':
    'Tu organización ya tiene {limit} instancias, el máximo permitido. Elimina antes una.',
  'error.instance_cancelled': 'Se detuvo {operation} de {name} y se deshizo lo que había empezado.',
  'error.instance_name_invalid':
    '«{name}» no puede ser el nombre de una instancia: de 1 a 32 de a–z, 0–9 y -, y empieza por una letra.',
  'error.cluster_unavailable':
    'No se puede llegar al lugar donde corren las instancias ({detail}), así que allí no se cambió nada. Se intentó un rato; inténtalo otra vez o avisa a tu operador.',
  'error.deploy_failed':
    'Fue rechazado donde corren las instancias: {detail}. Se retiró lo que había empezado.',
  'error.driver_not_ready': 'Falta algo necesario para correr instancias: {detail}',
  'error.image_pull_failed':
    'No se puede obtener la imagen {image}: {detail}. Comprueba la versión y que el clúster llegue al registro.',
  'error.quota_exceeded':
    'No hay sitio para ella: {detail}. Pide más a tu operador o elige recursos menores.',
  'error.volume_pending':
    'No se creó su volumen: {detail}. Comprueba que el clúster tenga una clase de almacenamiento.',
  'error.crash_loop': 'OpenClaw arranca y vuelve a terminar ({restarts} veces). Sus últimas líneas: {lines}',
  'error.not_ready_in_time': 'No estuvo lista en {minutes} minutos. {detail}',
  'error.instance_starting': 'La instancia todavía está arrancando. Inténtalo otra vez en medio minuto.',
  'error.handshake_refused': 'OpenClaw corre, pero no se puede usar ({step}): {detail}',
  'error.instance_unavailable':
    'La instancia no responde ahora, así que no se le envió nada. Inténtalo en un minuto; /instance status muestra su salud.',
  'error.upgrade_rolled_back':
    'La actualización a {version} no funcionó y {previous} vuelve a servir con su estado anterior. Motivo: {detail}',
  'error.leftovers_found':
    'No se pudo retirar todo. Queda: {left}. Ejecuta otra vez /instance destroy o avisa a tu operador.',
  'instance.answers': 'OpenClaw {version}',
  'instance.running': '{name} corre OpenClaw {version}.',
  'instance.stopped':
    '{name} está detenida. Su estado se conserva; /instance start {name} la trae de vuelta.',
  'instance.rotated': '{name} tiene un token nuevo.',
  'instance.destroyed': '{name} fue eliminada ({at}). Se guarda una semana una última copia de su estado.',
  'instance.not_done': 'No se hizo {operation} de {name}.',
  'instance.step.values': 'Valores',
  'instance.step.install': 'Instalar',
  'instance.step.ready': 'Esperar a que esté lista',
  'instance.step.handshake': 'Hablar con la pasarela',
  'instance.step.register': 'Registrar',
  'instance.step.stop': 'Detener',
  'instance.step.snapshot': 'Copiar su estado',
  'instance.step.restore': 'Traer su estado de vuelta',
  'instance.step.remove': 'Retirar',
  'instance.step.verify': 'Ver que no quede nada',
  'instance.step.token': 'Token nuevo',
  'instance.step.undo': 'Deshacer',
  'instance.queued':
    '{count, plural, one {espera a una operación anterior} other {espera a # operaciones anteriores}}',
  'instance.ill': '{name} no responde',
  'instance.well': '{name} vuelve a responder',
  'command.instance': 'instancias de OpenClaw: verlas, desplegarlas y cuidarlas',
  'command.usage.instance':
    '/instance <list|status|logs|deploy|stop|start|restart|upgrade|rotate|destroy> [nombre] [clave=valor …]',
  'instance.unknown_action': '«{action}» no es nada que se pueda hacer con una instancia. Hay {actions}.',
  'instance.list': 'Instancias',
  'instance.list.empty': 'Todavía no hay ninguna instancia. /instance deploy crea una.',
  'instance.status.provisioning': 'se está desplegando',
  'instance.status.running': 'en marcha',
  'instance.status.stopped': 'detenida',
  'instance.status.upgrading': 'se está actualizando',
  'instance.status.error': 'error',
  'instance.status.destroying': 'se está eliminando',
  'instance.status.destroyed': 'eliminada',
  'instance.healthy': 'responde',
  'instance.unhealthy': 'no responde',
  'instance.memory': '{percent} % de memoria',
  'instance.cpu': '{percent} % de CPU',
  'instance.field.version': 'Versión',
  'instance.field.resources': 'Recursos',
  'instance.field.checked': 'Última revisión',
  'instance.field.uptime': 'En marcha desde hace',
  'instance.uptime': '{duration}',
  'instance.action.list': 'cuáles hay',
  'instance.action.status': '[nombre]',
  'instance.action.logs': '[nombre] [lines=100]',
  'instance.action.deploy': '[nombre] [version=…] [memory_limit=…]',
  'instance.action.stop': '[nombre]',
  'instance.action.start': '[nombre]',
  'instance.action.restart': '[nombre]',
  'instance.action.rotate': '[nombre]',
  'instance.action.upgrade': '[nombre] version=…',
  'instance.action.destroy': '[nombre]',
  'discord.option.operation': 'qué hay que hacer',
  'discord.option.instance': 'su nombre; se puede omitir cuando solo hay una',
  'approval.field.changes': 'Qué cambia',
};
