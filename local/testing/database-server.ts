/** What the global setup hands to the test files; no server code here, so that it can be imported anywhere. */
export interface DatabaseServer {
  /** Superuser on the database `postgres`: for making and dropping databases only. */
  readonly superUrl: string;
  /** The same as of a clone, but of the template: never write there. */
  readonly ownerUrl: string;
  readonly appUrl: string;
}

export const OWNER_LOGIN = 'countersign_owner';
export const APP_LOGIN = 'countersign_test_app';
export const TEMPLATE_DATABASE = 'countersign_template';
