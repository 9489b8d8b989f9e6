using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Catalog.Translations;

namespace Orleans.Gateway.Grains.Chat.Delivery;

/// <summary>Every choice among words that a document offers about clients that leave.</summary>
internal static class DisconnectWords
{
    /// <summary>Whether the answer is read on.</summary>
    public static WordTable<bool> Drains { get; } = new((DisconnectActions.Cancel, false), (DisconnectActions.Drain, true));
}
