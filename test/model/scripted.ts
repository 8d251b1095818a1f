/** In every reason for which a history makes CloudFormation fail, so that any other reason is found out. */
export const SCRIPTED = 'as the history wants it';
