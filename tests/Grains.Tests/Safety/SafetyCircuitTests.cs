using Microsoft.Extensions.Time.Testing;
using Orleans.Gateway.Grains.Safety;

namespace Orleans.Gateway.Grains.Tests.Safety;

/// <summary>When the service is left alone.</summary>
public class SafetyCircuitTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly SafetyCircuit _circuit;

    public SafetyCircuitTests() => _circuit = new SafetyCircuit(_time);

    [Fact]
    public void It_opens_after_failures_in_a_row_and_lets_one_through_when_its_time_is_over()
    {
        for (var failure = 1; failure < SafetyCircuit.Failures; failure++)
        {
            Assert.True(_circuit.TryEnter());
            Assert.False(_circuit.Failed(null));
        }

        Assert.True(_circuit.TryEnter());
        Assert.True(_circuit.Failed(null));
        Assert.False(_circuit.TryEnter());

        _time.Advance(SafetyCircuit.Rest);
        Assert.True(_circuit.TryEnter());
        Assert.False(_circuit.TryEnter());
        Assert.False(_circuit.Failed(null));
        Assert.False(_circuit.TryEnter());

        _time.Advance(SafetyCircuit.Rest);
        Assert.True(_circuit.TryEnter());
        Assert.True(_circuit.Succeeded());
        Assert.True(_circuit.TryEnter());
        Assert.True(_circuit.TryEnter());
    }

    [Fact]
    public void A_success_in_between_begins_anew()
    {
        for (var failure = 0; failure < 3 * SafetyCircuit.Failures; failure++)
        {
            Assert.True(_circuit.TryEnter());
            Assert.False(failure % 2 == 0 ? _circuit.Failed(null) : _circuit.Succeeded());
        }
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(600, 60)]
    [InlineData(0, 10)]
    public void It_rests_for_as_long_as_the_service_asks_within_reason(int wish, int rest)
    {
        for (var failure = 0; failure < SafetyCircuit.Failures; failure++)
        {
            _circuit.Failed(TimeSpan.FromSeconds(wish));
        }

        _time.Advance(TimeSpan.FromSeconds(rest) - TimeSpan.FromMilliseconds(1));
        Assert.False(_circuit.TryEnter());
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(_circuit.TryEnter());
    }

    [Fact]
    public void A_probe_that_nobody_waited_for_is_followed_by_another()
    {
        for (var failure = 0; failure < SafetyCircuit.Failures; failure++)
        {
            _circuit.Failed(null);
        }

        _time.Advance(SafetyCircuit.Rest);
        Assert.True(_circuit.TryEnter());
        _circuit.Abandoned();
        Assert.True(_circuit.TryEnter());
    }
}
