using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Translation.OpenAiToAnthropic;
using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Grains.Chat;

/// <summary>One call, once its body was scanned: the same for all its attempts.</summary>
/// <param name="Body">The client's, with what the alias' operator puts into it.</param>
/// <param name="Scan">Of the body.</param>
/// <param name="Alias">The name that the client used, and is shown.</param>
/// <param name="Created">Unix seconds.</param>
/// <param name="Translation">The alias' own, shared by all its calls.</param>
internal sealed record CallRequest(
    ChatCall Call, ReadOnlyMemory<byte> Body, RequestScan Scan, string Alias, long Created, RelayOptions Limits, TranslationOptions Translation)
{
    public bool Stream => Scan.Stream;
}
