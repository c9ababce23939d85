/** Somebody that a visitor of the demo can act as; `name` is a User of the demo catalog. */
export interface Persona {
  name: string;
  title: string;
  role: string;
}

export const personas: readonly Persona[] = [
  {
    name: 'pia',
    title: 'Pia Payments',
    role: 'Developer of the team Payments: owns the payment and invoice services',
  },
  {
    name: 'uma',
    title: 'Uma Users',
    role: 'Developer of the team Users: owns the user service',
  },
  {
    name: 'paula',
    title: 'Paula Platform',
    role: 'Platform engineer: owns the clusters and what delivers to them',
  },
];

const storageKey = 'sluice.demo.persona';

/** The persona chosen in this browser, if any. */
export function chosenPersona(): Persona | undefined {
  const name = window.localStorage.getItem(storageKey);
  return personas.find(persona => persona.name === name);
}

export function choosePersona(persona: Persona): void {
  window.localStorage.setItem(storageKey, persona.name);
}

export function forgetPersona(): void {
  window.localStorage.removeItem(storageKey);
}
