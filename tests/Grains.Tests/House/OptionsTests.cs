using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Silo.Configuration;
using Orleans.Gateway.Silo.Documents;
using Orleans.Gateway.Silo.Hosting;

namespace Orleans.Gateway.Grains.Tests.House;

public class OptionsTests
{
    [Theory]
    [InlineData("Gateway:Relay:MaxEventBytes", "65535", "MaxEventBytes")]
    [InlineData("Gateway:Relay:MaxEventBytes", "268435457", "MaxEventBytes")]
    [InlineData("Gateway:Relay:MaxAnswerBytes", "0", "MaxAnswerBytes")]
    [InlineData("Gateway:Relay:RetryBudgetPercent", "1001", "RetryBudgetPercent")]
    [InlineData("Gateway:Relay:RetryBudgetFloor", "-1", "RetryBudgetFloor")]
    [InlineData("Gateway:Relay:MaxStreamBytes", "1", "MaxStreamBytes")]
    [InlineData("Gateway:Relay:KeepAliveAfter", "00:11:00", "KeepAliveAfter")]
    [InlineData("Gateway:Relay:WriteStall", "00:00:00", "WriteStall")]
    public void A_size_out_of_range_is_refused_by_name(string key, string value, string named) =>
        Assert.Contains(named, Refusal<RelayOptions>(key, value), StringComparison.Ordinal);

    [Theory]
    [InlineData("Gateway:SiloPort", "65536", "SiloPort")]
    [InlineData("Gateway:SiloRetry", "00:00:00", "SiloRetry")]
    [InlineData("Gateway:SiloRetry", "00:02:00", "SiloRetry")]
    [InlineData("Gateway:DataDirectory", "", "DataDirectory")]
    [InlineData("Gateway:Store", "Redis", "Gateway:Store=Redis")]
    [InlineData("Gateway:Role", "Api", "Gateway:Role=Api")]
    public void A_setting_of_the_node_that_cannot_be_is_refused_by_name(string key, string value, string named) =>
        Assert.Contains(named, Refusal<NodeOptions>(key, value), StringComparison.Ordinal);

    [Fact]
    public void The_defaults_are_valid()
    {
        using var services = Services([]);

        Assert.Equal(NodeRole.All, services.GetRequiredService<IOptions<NodeOptions>>().Value.Role);
        Assert.Equal(8 * 1024 * 1024, services.GetRequiredService<IOptions<RelayOptions>>().Value.MaxEventBytes);
    }

    private static string Refusal<T>(string key, string value)
        where T : class
    {
        using var services = Services(new() { [key] = value });
        return Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<T>>().Value).Message;
    }

    private static ServiceProvider Services(Dictionary<string, string?> settings) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
        .AddLogging()
        .AddGatewaySilo(StartDocument.Read(null))
        .BuildServiceProvider();
}
