import type { people as en } from '../en/people.ts';

export const people: Record<keyof typeof en, string> = {
  'command.link': 'conectar tu usuario de chat contigo aquí',
  'command.member': 'personas, roles, vínculos y grupos que aprueban',
  'command.usage.link': '/link [código]',
  'command.usage.member': '/member <list|add|role|link|unlink|email|group> …',
  'command.member.list': 'quién hay, y quién es cada cual en los chats',
  'command.member.add': '<nombre> [role:requester|approver|admin] [email:DIRECCIÓN]',
  'command.member.role': '<nombre> <requester|approver|admin>',
  'command.member.link': '<nombre> <usuario del chat> [workspace:ID]',
  'command.member.unlink': '<nombre> [workspace:ID]',
  'command.member.email': '[dominio|off]: direcciones que dicen quién es cada cual',
  'command.member.group': 'list, add, remove, join, leave: los grupos que pueden aprobar',
  'command.write_as': 'Ahí falta algo, así que no se hizo nada. Escríbelo como en {example}.',
  'command.stop_which':
    '¿Qué tarea? Ninguna tarea tiene este lugar para sí, así que escribe su número, como en /stop T-12. /tasks las muestra.',
  'command.not_started': 'Esto no se inició: {problem}',
  'command.approvals_where':
    'No puedo leer «{words}». /approvals muestra lo que espera; /approvals here muestra además cada aprobación en este canal, y /approvals off lo termina.',
  'command.approvals_here': 'Desde ahora cada aprobación se muestra también aquí. /approvals off lo termina.',
  'command.approvals_off': 'Desde ahora las aprobaciones se muestran solo en sus propios hilos.',
  'command.approvals_needs_channel':
    'Este es el chat web, donde todos ven cada aprobación, así que no se cambió nada. Escríbelo en el canal que deba recibir copias.',
  'link.code':
    'Tu código es {code}. Envíame /link {code} en Slack o Discord antes de {until}. Sirve una vez y convierte en ti a quien lo envía, así que no lo enseñes a nadie.',
  'link.already':
    'Ya tienes el vínculo: aquí eres {name}. Un código es para personas que aún no conozco; consiguen el suyo con /link en el chat web.',
  'link.burnt':
    'Los códigos son para otros chats. Aquí todos pudieron leer este, así que ya no sirve. Escribe /link para obtener otro.',
  'member.list': 'Personas',
  'member.list.empty': 'Todavía nadie. Añade a alguien con /member add.',
  'member.more': '{count, plural, one {# más no se muestra} other {# más no se muestran}}.',
  'member.role': '{role, select, requester {solicitante} approver {aprobador} other {administrador}}',
  'member.linked': 'vinculado como {user}',
  'member.unlinked': 'sin vínculo',
  'member.in_groups': 'en {groups}',
  'member.needs_action': '¿Qué pasa con las personas? Hay: {actions}.',
  'member.unknown_action': 'No conozco {action}. Hay: {actions}.',
  'member.bad_role': 'No existe el rol «{role}». Es requester, approver o admin.',
  'member.bad_email': '«{email}» no es una dirección de correo, así que no se hizo nada.',
  'member.bad_domain':
    '«{domain}» no es un dominio, así que no se cambió nada. Escribe uno como en example.org, u off.',
  'member.email.now':
    'Quien tiene en un chat una dirección confirmada de {domains} es el miembro con esa dirección.',
  'member.email.none': 'Nadie se vincula por una dirección de correo: lo hace un administrador o un código.',
  'member.bad_user':
    'No puedo leer «{user}» como usuario del chat. Menciona a la persona, o escribe el id que el chat muestra en su perfil, como en U012AB3CD.',
  'member.bad_group':
    '«{group}» no puede ser el nombre de un grupo. Usa minúsculas, cifras, - y _, hasta 40.',
  'member.bad_usergroup':
    'No puedo leer «{usergroup}» como grupo de usuarios ni como rol. Menciónalo, o escribe su id, como en slack_usergroup:S012AB3CD o discord_role:1234567890123456789.',
  'member.ambiguous': 'más de un miembro se llama {name}',
  'member.added': '{name} ya es miembro: {role}.',
  'member.exists':
    '{name} ya era miembro: {role}. No se cambió nada. Para cambiar el rol escribe /member role.',
  'member.email_taken': '{name} ya tiene la dirección {email}, así que no se cambió nada.',
  'member.role_set': '{name} es ahora {role}.',
  'member.last_admin':
    '{name} es el único administrador, así que no se cambió nada. Haz antes administrador a otra persona.',
  'member.linked_now': '{user} de {workspace} es {name} desde ahora.',
  'member.unlinked_now': '{name} ya no tiene vínculo.',
  'member.not_linked': '{name} no tenía vínculo, así que no se cambió nada.',
  'member.needs_workspace': '¿De qué espacio? Escríbelo detrás, como en {example}.',
  'member.groups': 'Grupos que aprueban',
  'member.groups.empty': 'Todavía no hay grupos. Crea uno con /member group add.',
  'member.group.people': '{people, select, none {nadie} other {{people}}}',
  'member.group.outside': 'se lleva en {source}',
  'member.group.unknown':
    'No hay ningún grupo llamado @{group}, así que no se cambió nada. /member group list los muestra.',
  'member.group.added': '@{group} ya es un grupo. Añade personas con /member group join {group} y un nombre.',
  'member.group.added_outside': '@{group} ya es un grupo. Quien está en {source} está en él.',
  'member.group.removed': '@{group} ya no existe. Nadie aprueba por él.',
  'member.group.joined': '{name} está ahora en @{group}.',
  'member.group.left': '{name} ya no está en @{group}.',
  'member.group.kept_outside':
    'Las personas de @{group} se llevan en {source}, así que no se cambió nada. Añádelas y quítalas allí.',
};
