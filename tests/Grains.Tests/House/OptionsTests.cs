using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Grains.Mirrors;
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
    [InlineData("Gateway:Relay:MaxThinkingBytes", "2097151", "MaxThinkingBytes")]
    [InlineData("Gateway:Relay:KeepAliveAfter", "00:11:00", "KeepAliveAfter")]
    [InlineData("Gateway:Relay:WriteStall", "00:00:00", "WriteStall")]
    public void A_size_out_of_range_is_refused_by_name(string key, string value, string named) =>
        Assert.Contains(named, Refusal<RelayOptions>(key, value), StringComparison.Ordinal);

    [Theory]
    [InlineData("Gateway:SiloPort", "65536", "SiloPort")]
    [InlineData("Gateway:SiloRetry", "00:00:00", "SiloRetry")]
    [InlineData("Gateway:SiloRetry", "00:02:00", "SiloRetry")]
    [InlineData("Gateway:DataDirectory", "", "DataDirectory")]
    [InlineData("Gateway:Store", "Redis", "Gateway:MasterKey")]
    [InlineData("Gateway:Store", "AzureStorage", "Gateway:MasterKey")]
    [InlineData("Gateway:Role", "Api", "Gateway:Role=Api")]
    [InlineData("Gateway:GatewayPort", "-1", "GatewayPort")]
    [InlineData("Gateway:AdvertisedAddress", "node-1", "Gateway:AdvertisedAddress")]
    [InlineData("Gateway:ListenAddress", "everywhere", "Gateway:ListenAddress")]
    [InlineData("Gateway:ClusterId", "a/b", "ClusterId")]
    [InlineData("Gateway:ServiceId", "", "ServiceId")]
    public void A_setting_of_the_node_that_cannot_be_is_refused_by_name(string key, string value, string named) =>
        Assert.Contains(named, Refusal<NodeOptions>(key, value), StringComparison.Ordinal);

    [Theory]
    [InlineData("ProbeTimeout", "00:00:00")]
    [InlineData("MaxProbeTimeout", "00:03:00")]
    [InlineData("MaxProbeTimeout", "00:00:00.5")]
    [InlineData("NumMissedProbesLimit", "0")]
    [InlineData("NumVotesForDeathDeclaration", "11")]
    [InlineData("DeathVoteExpirationTimeout", "02:00:00")]
    [InlineData("TableRefreshTimeout", "00:00:00")]
    [InlineData("IAmAliveTablePublishTimeout", "00:00:00")]
    [InlineData("NumMissedTableIAmAliveLimit", "1")]
    [InlineData("MaxJoinAttemptTime", "00:00:01")]
    [InlineData("MissingRowLimit", "00:00:00")]
    [InlineData("GatewayListRefreshPeriod", "00:00:00")]
    public void A_value_of_the_membership_that_cannot_be_is_refused_by_name(string setting, string value) =>
        Assert.Contains(setting, Refusal<MembershipOptions>($"Gateway:Membership:{setting}", value), StringComparison.Ordinal);

    [Theory]
    [InlineData(null, "Gateway:Redis:ConnectionString is missing")]
    [InlineData("password=secret", "names no server")]
    [InlineData("localhost,sslProtocols=secret", "cannot be read")]
    public void A_Redis_that_is_nowhere_is_refused_without_repeating_what_was_written(string? connectionString, string named)
    {
        using var services = Services(new()
        {
            ["Gateway:Store"] = "Redis",
            ["Gateway:MasterKey"] = "x",
            ["Gateway:Pepper"] = "x",
            ["Gateway:Redis:ConnectionString"] = connectionString,
        });

        var refusal = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<RedisOptions>>().Value).Message;

        Assert.Contains(named, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_limit_of_Redis_out_of_range_is_refused_by_name() =>
        Assert.Contains("Timeout", Refusal<RedisOptions>("Gateway:Redis:Timeout", "00:01:00"), StringComparison.Ordinal);

    [Theory]
    [InlineData("CertificateFile", "AuthorityFile")]
    [InlineData("AuthorityFile", "CertificateFile")]
    public void Half_of_what_TLS_needs_is_refused_by_naming_the_other_half(string set, string named) =>
        Assert.Contains(named, Refusal<ClusterTlsOptions>($"Gateway:ClusterTls:{set}", "node.pem"), StringComparison.Ordinal);

    [Theory]
    [InlineData("00:00:09")]
    [InlineData("366.00:00:00")]
    public void A_staleness_out_of_range_is_refused_by_name(string value) =>
        Assert.Contains("MaxStaleness", Refusal<MirrorOptions>("Gateway:MaxStaleness", value), StringComparison.Ordinal);

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
        .AddGatewaySilo(StartDocument.Read(null, isEmbedded: false))
        .BuildServiceProvider();
}
