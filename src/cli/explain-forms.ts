/** Formats of explain, the default first. */
export const FORMS = ['pretty', 'json', 'markdown'] as const;
