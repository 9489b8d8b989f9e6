using Orleans.Gateway.Api.Startup;

namespace Orleans.Gateway.Api.Tests.Startup;

public class ListenRulesTests
{
    /// <summary>What was asked for, where the server listens, and what of that nobody asked for.</summary>
    [Theory]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:8080", null)]
    [InlineData("http://127.0.0.1:0", "http://127.0.0.1:41234", null)]
    [InlineData("http://localhost:8080", "http://localhost:8080", null)]
    [InlineData("http://0.0.0.0:8080", "http://0.0.0.0:8080", null)]
    [InlineData("http://*:8080", "http://[::]:8080", null)]
    [InlineData("http://gateway.example:8080", "http://[::]:8080", null)] // a name stands for all addresses
    [InlineData("http://127.0.0.1:8080;http://10.0.0.7:9000", "http://127.0.0.1:8080;http://10.0.0.7:9000", null)]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:8081", "http://127.0.0.1:8081")]
    [InlineData("http://127.0.0.1:8080", "http://0.0.0.0:8080", "http://0.0.0.0:8080")]
    [InlineData("http://127.0.0.1:0", "http://[::]:41234", "http://[::]:41234")]
    [InlineData("http://localhost:8080", "http://localhost:8080;http://10.0.0.7:8080", "http://10.0.0.7:8080")]
    [InlineData("http://0.0.0.0:8080;http://127.0.0.1:9000", "http://0.0.0.0:8080;http://0.0.0.0:9000", "http://0.0.0.0:9000")]
    public void Where_nobody_asked_it_to_listen_is_found(string asked, string bound, string? unasked) =>
        Assert.Equal(unasked, ListenRules.Unasked(asked, bound.Split(';')));
}
