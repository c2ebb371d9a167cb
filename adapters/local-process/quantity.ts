import { AppError } from '../../core/errors.ts';

const FACTORS: Readonly<Record<string, number>> = {
  '': 1,
  m: 0.001,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** A Kubernetes quantity as a number: `500m` → 0.5, `2Gi` → 2147483648. Throws AppError `deploy_failed`. */
export const fromQuantity = (text: string): number => {
  const [, digits, unit = ''] = /^(\d{1,12}(?:\.\d{1,3})?)(m|Ki|Mi|Gi|Ti)?$/.exec(text) ?? [];
  if (!digits) throw new AppError('deploy_failed', { detail: `“${text}” is no quantity` });
  return Number(digits) * (FACTORS[unit] ?? 1);
};
