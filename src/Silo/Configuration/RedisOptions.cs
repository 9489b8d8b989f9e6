using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Orleans.Gateway.Silo.Configuration;

/// <summary>The Redis of <c>Gateway:Store=Redis</c>. Section <c>Gateway:Redis</c>.</summary>
public sealed class RedisOptions
{
    public const string Section = "Gateway:Redis";

    /// <summary>As StackExchange.Redis reads it: <c>host:6379,password=…,ssl=true,defaultDatabase=3</c>. Its time limits and <c>abortConnect</c> are set by the gateway.</summary>
    /// <value>No default.</value>
    public string? ConnectionString { get; set; }

    /// <summary>How long connecting and each command may take: what a hung store costs.</summary>
    /// <value>Default 1 second; from 100 milliseconds to 10 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:10")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(1);
}

[OptionsValidator]
internal sealed partial class RedisOptionsRanges : IValidateOptions<RedisOptions>;

/// <summary>Where Redis is the store, it has to be said where it is.</summary>
internal sealed class RedisOptionsRules(IOptions<NodeOptions> node) : IValidateOptions<RedisOptions>
{
    public ValidateOptionsResult Validate(string? name, RedisOptions options)
    {
        if (node.Value.Store is not NodeStore.Redis)
        {
            return ValidateOptionsResult.Success;
        }

        if (string.IsNullOrWhiteSpace(options.ConnectionString))
        {
            return ValidateOptionsResult.Fail("Gateway:Redis:ConnectionString is missing. Say where the store is, for example redis.internal:6379,password=…,ssl=true.");
        }

        try
        {
            return StackExchange.Redis.ConfigurationOptions.Parse(options.ConnectionString).EndPoints.Count > 0
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail("Gateway:Redis:ConnectionString names no server. It begins with host:port.");
        }
        catch (ArgumentException)
        {
            // The parser's own words may repeat a password.
            return ValidateOptionsResult.Fail("Gateway:Redis:ConnectionString cannot be read. It looks like host:6379,password=…,ssl=true.");
        }
    }
}
