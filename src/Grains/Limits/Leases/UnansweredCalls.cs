using Orleans.Gateway.Contracts.Limits;
using Orleans.Gateway.Contracts.Usage;

namespace Orleans.Gateway.Grains.Limits.Leases;

/// <summary>What a lease has told its owner without an answer, to be told again until there is one. Not thread-safe.</summary>
internal sealed class UnansweredCalls
{
    /// <summary>Beyond it, the two oldest are told as one: where the owner has heard the first of them only, it counts twice. At one a second, half a minute.</summary>
    public const int Most = 32;

    private readonly List<UnansweredCall> _calls = [];

    public bool Any => _calls.Count > 0;

    /// <summary>What the owner has less, or more if below 0, than it last said, if it has heard nothing of it.</summary>
    public long Net
    {
        get
        {
            long net = 0;
            foreach (var call in _calls)
            {
                net = Sum.Of(net, call.Debt - call.Returned);
            }

            return net;
        }
    }

    public IReadOnlyList<UnansweredCall> All() => _calls.Count == 0 ? [] : _calls.ToArray();

    public void Add(LeaseCall call)
    {
        _calls.Add(new(call.Number, call.Debt, call.Returned, call.Window));
        if (_calls.Count > Most)
        {
            var (first, second) = (_calls[0], _calls[1]);
            var returned = second.Returned + (first.Window == second.Window ? first.Returned : 0);
            _calls[0] = second with { Debt = Sum.Of(first.Debt, second.Debt), Returned = returned };
            _calls.RemoveAt(1);
        }
    }

    /// <summary>Owes so much less, the latest first: if the owner has heard the rest, it stays charged.</summary>
    public void Forgive(long amount)
    {
        for (var i = _calls.Count - 1; i >= 0 && amount > 0; i--)
        {
            var less = Math.Min(_calls[i].Debt, amount);
            _calls[i] = _calls[i] with { Debt = _calls[i].Debt - less };
            amount -= less;
        }
    }

    public void Clear() => _calls.Clear();
}
