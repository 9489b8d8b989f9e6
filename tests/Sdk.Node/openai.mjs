import OpenAI from 'openai';
import { zodFunction, zodResponseFormat } from 'openai/helpers/zod';
import { City, Weather, count, describe, hello, noArguments, pong, timeOf, twoTools, weatherOf } from './questions.mjs';
import { baseURL, errorOf, key, run, untilTheBreak } from './run.mjs';

const client = new OpenAI({ baseURL, apiKey: key, maxRetries: 0 });
const completions = client.chat.completions;
const say = (content) => [{ role: 'user', content }];

const tools = [
  zodFunction({ name: 'get_weather', description: 'The weather of a city.', parameters: City, function: weatherOf }),
  zodFunction({ name: 'get_time', description: 'The time in a city.', parameters: City, function: timeOf }),
];
const ping = { type: 'function', function: { name: 'ping', description: 'Takes nothing.' } };

const usageOf = ({ prompt_tokens, completion_tokens, total_tokens }) => ({ input: prompt_tokens, output: completion_tokens, total: total_tokens });

const textOf = ({ model, choices: [choice], usage }) => ({ text: choice.message.content, finish: choice.finish_reason, model, usage: usageOf(usage) });

const callsOf = ({ choices: [{ message, finish_reason }] }) => ({
  finish: finish_reason,
  ids: message.tool_calls.map((call) => call.id),
  calls: message.tool_calls.map((call) => [call.function.name, JSON.parse(call.function.arguments)]),
});

// As the package accumulates it.
const streamed = (body) => completions.stream({ ...body, stream_options: { include_usage: true } }).finalChatCompletion();

async function* piecesOf(body) {
  for await (const chunk of await completions.create({ ...body, stream: true })) {
    yield chunk.choices[0]?.delta.content ?? '';
  }
}

const looped = async (runner) => {
  const text = await runner.finalContent();
  const calls = runner.messages.flatMap((message) => message.tool_calls ?? []).map((call) => [call.function.name, JSON.parse(call.function.arguments)]);
  return { text, calls };
};

const failed = async (promise) => {
  const error = await errorOf(promise);
  return {
    class: error.constructor.name,
    status: error.status,
    message: error.message,
    type: error.type,
    code: error.code,
    param: error.param,
    requestId: error.requestID,
    retryAfter: error.headers?.get('retry-after'),
    retryAfterMs: error.headers?.get('retry-after-ms'),
  };
};

await run({
  chat: async (model) => textOf(await completions.create({ model, messages: say(hello) })),
  stream: async (model) => {
    let pieces = 0;
    const stream = completions.stream({ model, messages: say(count), stream_options: { include_usage: true } }).on('content', () => pieces++);
    return { ...textOf(await stream.finalChatCompletion()), pieces };
  },
  tools: async (model) => callsOf(await completions.create({ model, messages: say(twoTools), tools })),
  streamedTools: async (model) => callsOf(await streamed({ model, messages: say(twoTools), tools })),
  noArguments: async (model) => callsOf(await completions.create({ model, messages: say(noArguments), tools: [ping] })),
  streamedNoArguments: async (model) => callsOf(await streamed({ model, messages: say(noArguments), tools: [ping] })),
  loop: async (model) => looped(completions.runTools({ model, messages: say(twoTools), tools })),
  streamedLoop: async (model) => looped(completions.runTools({ model, messages: say(twoTools), tools, stream: true })),
  noArgumentsLoop: async (model) =>
    looped(completions.runTools({ model, messages: say(noArguments), tools: [{ type: 'function', function: { ...ping.function, function: pong, parse: JSON.parse } }] })),
  object: async (model) => {
    const completion = await completions.parse({ model, messages: say(describe), response_format: zodResponseFormat(Weather, 'weather') });
    return completion.choices[0].message.parsed;
  },
  streamedObject: async (model) => {
    const completion = await streamed({ model, messages: say(describe), response_format: zodResponseFormat(Weather, 'weather') });
    return completion.choices[0].message.parsed;
  },
  models: async (model) => (await client.models.retrieve(model)).id,
  wrongKey: (model) => failed(new OpenAI({ baseURL, apiKey: 'not-a-key', maxRetries: 0 }).chat.completions.create({ model, messages: say(hello) })),
  unknownModel: () => failed(completions.create({ model: 'no-such-model', messages: say(hello) })),
  badParameter: (model) => failed(completions.create({ model, messages: say(hello), temperature: 7 })),
  rateLimit: (model) => failed(completions.create({ model: `${model}-limited`, messages: say(hello) })),
  streamedRateLimit: (model) => failed(streamed({ model: `${model}-limited`, messages: say(hello) })),
  brokenStream: (model) => untilTheBreak(`${model}-broken`, piecesOf({ model: `${model}-broken`, messages: say(count) })),
});
