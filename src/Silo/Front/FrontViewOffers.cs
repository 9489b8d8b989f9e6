namespace Orleans.Gateway.Silo.Front;

/// <summary>
/// Which of the views that silos offer is taken: newer ones. One silo may be a moment behind another, so an older view is passed over; but where
/// all silos have only older ones, the store was replaced, and theirs is the truth. A value.
/// </summary>
/// <param name="Epoch">Of the view in force; 0 before the first.</param>
/// <param name="Older">How many offers in a row were older.</param>
internal readonly record struct FrontViewOffers(long Epoch, int Older)
{
    /// <summary>In renewals: longer than any silo stays behind.</summary>
    public const int Patience = 8;

    public (FrontViewOffers Next, bool Taken) Offer(long epoch) =>
        epoch > Epoch || (epoch < Epoch && Older + 1 >= Patience) ? (new(epoch, 0), true)
        : epoch == Epoch ? (this with { Older = 0 }, false)
        : (this with { Older = Older + 1 }, false);
}
