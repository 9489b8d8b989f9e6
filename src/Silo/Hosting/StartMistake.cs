using Microsoft.Extensions.Options;
using Orleans.Gateway.Contracts.Errors;

namespace Orleans.Gateway.Silo.Hosting;

/// <summary>Tells a mistake in what a process was given from a failure: the message says what to change, and a stack would only hide it.</summary>
public static class StartMistake
{
    /// <summary>What to tell; null when it is no mistake but a failure.</summary>
    public static string? Of(Exception error) => error switch
    {
        // Settings that depend on each other repeat each other's mistakes.
        AggregateException all when all.InnerExceptions.Select(Of).ToArray() is var each && each.All(message => message is not null) =>
            string.Join(Environment.NewLine, each.Distinct()),
        DefinitionRejectedException or OptionsValidationException or FormatException or InvalidDataException => error.Message,
        // A setting that is no number, or none of the known words, is found by the binder, which has no exception of its own.
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } => error.Message,
        _ => null,
    };
}
