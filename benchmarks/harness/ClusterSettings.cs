using System.Globalization;
using System.Security.Cryptography;

namespace Orleans.Gateway.Harness;

/// <summary>What the nodes of a cluster have in common, as variables of their environment.</summary>
/// <param name="redis">The port of their store.</param>
/// <param name="document">The file of their document.</param>
internal sealed class ClusterSettings(int redis, string document)
{
    private readonly string _pepper = RandomNumberGenerator.GetHexString(64);
    private readonly string _masterKey = RandomNumberGenerator.GetHexString(64);
    private readonly string _adminKey = RandomNumberGenerator.GetHexString(32);

    /// <param name="cluster">Its name; several may share a store.</param>
    /// <param name="role">All, Api or Silo.</param>
    public Dictionary<string, string> Of(string cluster, string role)
    {
        var settings = new Dictionary<string, string>
        {
            ["Gateway__Role"] = role,
            ["Gateway__Store"] = "Redis",
            ["Gateway__ClusterId"] = cluster,
            ["Gateway__ServiceId"] = cluster,
            ["Gateway__Redis__ConnectionString"] = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{redis}"),
            ["Gateway__Pepper"] = _pepper,
            ["Gateway__Admin__Key"] = _adminKey,
            ["Gateway__AdvertisedAddress"] = "127.0.0.1",
        };
        if (role != "Api")
        {
            settings["Gateway__MasterKey"] = _masterKey;
            settings["Gateway__Config"] = document;
        }

        return settings;
    }
}
