namespace Orleans.Gateway.Grains.Chat.Remote;

/// <summary>The rest of a reply will not come.</summary>
[GenerateSerializer, Alias("gateway.ReplyLostException")]
internal sealed class ReplyLostException(string message) : Exception(message);
