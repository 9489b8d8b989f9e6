import { z } from 'zod';

// What the scripted provider makes a call of: the name of a tool, and the JSON after it.
export const hello = 'hello';
export const count = 'one two three four five six seven eight';
export const twoTools = 'get_weather {"city":"Oslo"} and get_time {"city":"Rome"}';
export const noArguments = 'ping';
export const describe = 'Describe the weather as JSON.';

export const City = z.object({ city: z.string() });
export const Nothing = z.object({});

/** With what one provider takes and the other refuses: a range, and the length of a list. */
export const Weather = z.object({
  city: z.string(),
  degrees: z.number().min(-90).max(60),
  sky: z.enum(['clear', 'cloudy']),
  warning: z.string().nullable(),
  hours: z.array(z.object({ hour: z.number().int(), degrees: z.number() })).min(1),
});

export const weatherOf = ({ city }) => `12 degrees in ${city}`;
export const timeOf = ({ city }) => `noon in ${city}`;
export const pong = () => 'pong';
