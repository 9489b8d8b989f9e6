using Orleans.Gateway.Contracts.Front;

namespace Orleans.Gateway.Api.Access;

/// <summary>Who asks.</summary>
/// <param name="Claims">Of the client's token; none when it came with a key.</param>
internal readonly record struct Client(Caller Caller, IReadOnlyList<KeyValuePair<string, string>> Claims);
