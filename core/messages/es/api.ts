/** Lo que dice la interfaz HTTP además de los errores comunes. */
export const api = {
  'api.status.bad_request': 'Solicitud no válida',
  'api.status.unauthorized': 'Sin iniciar sesión',
  'api.status.forbidden': 'No permitido',
  'api.status.not_found': 'No encontrado',
  'api.status.conflict': 'No es posible ahora',
  'api.status.gone': 'Demasiado tarde',
  'api.status.too_large': 'Demasiado grande',
  'api.status.unsupported': 'Tipo de contenido no admitido',
  'api.status.misdirected': 'Dirección incorrecta',
  'api.status.unprocessable': 'No aceptado',
  'api.status.internal': 'Error interno',
  'api.status.bad_gateway': 'Un servicio dio una respuesta incorrecta',
  'api.status.unavailable': 'Un servicio no está disponible',
  'api.status.timeout': 'Un servicio no respondió a tiempo',
  'api.invalid_request':
    'Una parte de la solicitud no es válida, así que no se hizo nada. `errors` dice cuál y por qué.',
  'api.invalid_json': 'El cuerpo no es JSON válido, así que no se hizo nada. Envía un documento JSON.',
  'api.invalid_body':
    'El cuerpo no tiene la longitud que indica Content-Length, así que no se hizo nada. Envíalo de nuevo.',
  'api.not_json': 'Los cuerpos solo se leen como JSON. Envíalo con Content-Type: application/json.',
  'api.too_large': 'La solicitud supera los 256 KiB, así que no se hizo nada. Envía menos.',
  'api.objective_or_runbook': 'Indica un objetivo o un runbook, uno de los dos.',
  'api.arguments_need_runbook': 'Los argumentos son de un runbook: indica también cuál.',
  'api.cross_site':
    'Esto vino de otro sitio web, así que no se hizo nada. Usa la propia página de Countersign o una clave de API.',
  'api.scope_missing':
    'Esta clave de API no puede hacer eso: le falta el permiso {scope}. Pide a un administrador una clave que lo tenga.',
  'api.wrong_host':
    'Esta dirección no responde con ese nombre. Abre la dirección que Countersign mostró al arrancar.',
  'api.nothing_to_decide': '{number} no ha pedido ninguna aprobación, así que no hay nada que decidir.',
  'api.signin.title': 'Este enlace de acceso no funciona',
  'api.signin.used': 'Ya se usó, es demasiado antiguo o está incompleto.',
  'api.signin.what_to_do':
    'Detén Countersign y ejecuta `npm start` otra vez: mostrará un enlace nuevo. Si se usa entre varias personas, pídelo a quien lo opera.',
  'api.page_missing.title': 'La página todavía no está compilada',
  'api.page_missing.what_to_do':
    'Ejecuta `{command}` en la carpeta de Countersign y vuelve a cargar esta página.',
  'api.slack.installed': 'El espacio de Slack {workspace} está conectado',
  'api.slack.installed.next':
    'En Slack, escribe `/countersign help`. Para que te conozca allí, escribe `/link` en el chat web y envía el código en Slack.',
  'api.slack.not_installed': 'El espacio de Slack no se ha conectado',
  'api.slack.cancelled':
    'Lo cancelaste en Slack, así que no ha cambiado nada. Empieza otra vez desde `/slack/install`.',
  'api.slack.state':
    'Esta respuesta no corresponde a una instalación empezada en este navegador en los últimos diez minutos, así que no ha cambiado nada. Empieza otra vez desde `/slack/install`.',
} as const;
