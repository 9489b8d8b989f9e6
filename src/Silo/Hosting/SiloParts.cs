using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Gateway.Contracts.Calls;
using Orleans.Gateway.Grains.Aliases.Rollouts;
using Orleans.Gateway.Grains.Backends.Gates;
using Orleans.Gateway.Grains.Chat;
using Orleans.Gateway.Grains.Chat.Calls;
using Orleans.Gateway.Grains.Limits.Leases;
using Orleans.Gateway.Grains.Mirrors;
using Orleans.Gateway.Grains.Secrets;
using Orleans.Gateway.Grains.Usage;

namespace Orleans.Gateway.Silo.Hosting;

/// <summary>What belongs to the process and is lent to each of its silos: it serves on while there is none.</summary>
public sealed record SiloParts(
    CatalogMirror Catalog,
    Relay Relay,
    Intake Intake,
    CallTable Calls,
    BackendGates Gates,
    LeaseBook Leases,
    UsageOutbox Usage,
    RolloutTallies Rollouts,
    OpenableKeys MasterKeys,
    IOptions<RelayOptions> Allowed,
    TimeProvider Time,
    ILoggerFactory Loggers);
