using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Orleans.Gateway.Api.Chat;

/// <summary>What the HTTP front end takes. Section <c>Gateway:Front</c>.</summary>
public sealed class FrontOptions
{
    /// <summary>The largest request body, in bytes.</summary>
    /// <value>Default 32 MiB; from 1 KiB to 1 GiB.</value>
    [Range(1024, 1024 * 1024 * 1024)]
    public int MaxRequestBytes { get; set; } = 32 * 1024 * 1024;
}

[OptionsValidator]
internal sealed partial class FrontOptionsRanges : IValidateOptions<FrontOptions>;
