import type { work as en } from '../en/work.ts';

export const work: Record<keyof typeof en, string> = {
  'work.chosen':
    'capacidades {matched, number} de {needed, number}{success, select, unknown {} other {, acierto {success}}}',
  'work.chosen_freely': 'puntuación {score}',
  'work.recalled': '{count, plural, =0 {ninguna nota sobre esto} one {# nota} other {# notas}}',
  'work.thinking': 'pensando',
  'work.thought': '{tokens, plural, one {# token} other {# tokens}}',
  'work.waits_for_approval':
    'espera la aprobación {number}{count, plural, =1 {} other { (# llamadas juntas)}}',
  'work.cut_off': 'interrumpido al detener; solo leía, así que no cambió nada',
  'work.cut_off_unknown': 'interrumpido al detener; puede haber tenido efecto',
  'work.outcome_unknown':
    'El proceso de trabajo desapareció mientras se ejecutaba {action}{target, select, none {} other { sobre {target}}}. Nadie puede decir si tuvo efecto, por eso no se repitió. Compruébalo y di si se hizo o si hay que ejecutarlo otra vez.',
  'work.choice_done': 'Se hizo, continuar',
  'work.choice_retry': 'Ejecutarlo otra vez',
  'work.too_late':
    '{number} acababa de terminar cuando llegó tu mensaje, así que nadie lo leyó. Envíalo otra vez y empezará una tarea nueva: «{words}»',
};
