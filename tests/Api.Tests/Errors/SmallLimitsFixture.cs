using System.Globalization;
using Orleans.Gateway.Api.Tests.Host;

namespace Orleans.Gateway.Api.Tests.Errors;

/// <summary>A gateway that takes as little as its settings allow, so that too much is soon enough.</summary>
public sealed class SmallLimitsFixture : GatewayFixture
{
    internal const int MaxRequestBytes = 4 * 1024;
    internal const int MaxEventBytes = 64 * 1024;
    internal const int MaxAnswerBytes = 128 * 1024;
    internal const int MaxStreamBytes = 256 * 1024;

    private protected override string[] Settings =>
    [
        string.Create(CultureInfo.InvariantCulture, $"--Gateway:Front:MaxRequestBytes={MaxRequestBytes}"),
        string.Create(CultureInfo.InvariantCulture, $"--Gateway:Relay:MaxEventBytes={MaxEventBytes}"),
        string.Create(CultureInfo.InvariantCulture, $"--Gateway:Relay:MaxAnswerBytes={MaxAnswerBytes}"),
        string.Create(CultureInfo.InvariantCulture, $"--Gateway:Relay:MaxStreamBytes={MaxStreamBytes}"),
    ];
}
