using Microsoft.Extensions.Time.Testing;
using Orleans.Gateway.Contracts.Catalog;
using Orleans.Gateway.Contracts.Definitions;
using Orleans.Gateway.Grains.Mirrors;

namespace Orleans.Gateway.Grains.Tests.Catalog;

public class SubscribersTests
{
    [Theory]
    [InlineData("a@0", 15, "a")]
    [InlineData("a@0", 16, "")]
    [InlineData("a@0 a@10", 25, "a")] // renewed
    [InlineData("a@0 a@10", 26, "")]
    [InlineData("a@0 b@10", 20, "b")]
    [InlineData("a@0 b@0", 5, "a b")]
    public void A_mirror_is_forgotten_15_seconds_after_its_last_renewal(string renewals, int lookedAt, string expected)
    {
        var time = new FakeTimeProvider();
        var (start, subscribers) = (time.GetUtcNow(), new Subscribers<string>(time));
        foreach (var renewal in renewals.Split(' '))
        {
            time.SetUtcNow(start.AddSeconds(int.Parse(renewal[2..], null)));
            subscribers.Renew(renewal[..1], "observer");
        }

        time.SetUtcNow(start.AddSeconds(lookedAt));

        Assert.Equal(expected, string.Join(' ', subscribers.Live().Select(entry => entry.Mirror).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void A_mirror_never_goes_back_to_an_older_epoch()
    {
        var mirror = new CatalogMirror(Views.Compiler());

        Assert.Equal(0, mirror.Current.Epoch);
        Assert.False(mirror.Filled.IsCompleted);
        Assert.Equal(5, mirror.Apply(Epoch(5, "new")).Epoch);
        Assert.Equal(5, mirror.Apply(Epoch(4, "old")).Epoch); // a push that was overtaken
        Assert.Equal(5, mirror.Apply(Epoch(5, "other")).Epoch);
        Assert.Equal(["new"], mirror.Current.Backends.Keys);
        Assert.True(mirror.Filled.IsCompletedSuccessfully);
        Assert.Equal(6, mirror.Apply(Epoch(6, "newer")).Epoch);
    }

    [Fact]
    public void What_a_request_has_read_does_not_change_under_it()
    {
        var mirror = new CatalogMirror(Views.Compiler());
        mirror.Apply(Epoch(1, "a"));
        var read = mirror.Current;

        mirror.Apply(Epoch(2, "b"));

        Assert.Equal((1L, "a"), (read.Epoch, Assert.Single(read.Backends.Keys)));
    }

    private static CatalogSnapshot Epoch(long epoch, string backend) => new()
    {
        Epoch = epoch,
        Backends = new Dictionary<string, Versioned<BackendDefinition>> { [backend] = Views.Echo() },
    };
}
