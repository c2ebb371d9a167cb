export const seed = async (_ownerUrl: string, _f: unknown): Promise<{ fresh: boolean }> => ({ fresh: true });
export const createSignInLink = async (_ownerUrl: string, _p: unknown): Promise<string> => 'x';
