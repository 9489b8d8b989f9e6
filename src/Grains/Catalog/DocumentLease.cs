namespace Orleans.Gateway.Grains.Catalog;

/// <summary>Who may bring a document into the store, and until when. The default is nobody's.</summary>
/// <param name="Until">On the clock that <c>now</c> is read from.</param>
internal readonly record struct DocumentLease(Guid Holder, TimeSpan Until)
{
    /// <summary>How long a process that has died keeps the others waiting. Three renewals fit into it.</summary>
    public static readonly TimeSpan Term = TimeSpan.FromSeconds(10);

    /// <summary>What it is after somebody has asked: the asker's, unless another's runs still.</summary>
    public DocumentLease AskedBy(Guid asker, TimeSpan now) => Holder == asker || now >= Until ? new(asker, now + Term) : this;

    public DocumentLease ReleasedBy(Guid holder) => Holder == holder ? default : this;
}
