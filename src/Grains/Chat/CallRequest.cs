using System.Diagnostics;
using Orleans.Gateway.Contracts.Chat;
using Orleans.Gateway.Grains.Chat.Calls;
using Orleans.Gateway.Grains.Usage;
using Orleans.Gateway.Translation.OpenAiToAnthropic;
using Orleans.Gateway.Translation.Requests;

namespace Orleans.Gateway.Grains.Chat;

/// <summary>One call, once its body was scanned: the same for all its attempts.</summary>
/// <param name="Created">Unix seconds.</param>
/// <param name="Live">The call as it stands, and the way to its client.</param>
/// <param name="Body">The client's, with what the alias' operator puts into it.</param>
/// <param name="Scan">Of the body.</param>
/// <param name="Translation">The alias' own, shared by all its calls.</param>
internal sealed record CallRequest(
    LiveCall Live, ReadOnlyMemory<byte> Body, RequestScan Scan, long Created, RelayOptions Limits, TranslationOptions Translation)
{
    public ChatCall Call => Live.Call;

    /// <summary>What the call has used; null where that concerns nobody.</summary>
    public CallUsage? Usage { get; set; }

    /// <summary>The span of the present attempt; null where nobody traces.</summary>
    public Activity? Span { get; set; }

    /// <summary>Whose call it is.</summary>
    public UsageOwner Owner { get; init; }

    /// <summary>The name that the client used, and is shown.</summary>
    public string Alias => Live.Alias;

    public bool Stream => Scan.Stream;
}
