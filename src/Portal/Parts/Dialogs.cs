using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.FluentUI.AspNetCore.Components;

namespace Orleans.Gateway.Portal.Parts;

/// <summary>
/// The drawer and the questions of a circuit. There is one of each at most, so that the second click of two opens nothing; and both close when their page
/// is left, since whoever answers a question must still see what it is about.
/// </summary>
internal sealed class Dialogs : IDisposable
{
    private readonly IDialogService _shown;
    private readonly NavigationManager _navigation;
    private readonly List<IDialogInstance> _open = [];
    private bool _isAsking;
    private bool _isDrawn;

    public Dialogs(IDialogService shown, NavigationManager navigation)
    {
        (_shown, _navigation) = (shown, navigation);
        _navigation.LocationChanged += Leave;
    }

    /// <param name="yes">What the button says that does it.</param>
    /// <param name="no">What the button says that does not.</param>
    /// <returns>Whether they said yes.</returns>
    public async Task<bool> AskAsync(string text, string question, string yes, string no = "Cancel")
    {
        if (_isAsking)
        {
            return false;
        }

        _isAsking = true;
        try
        {
            var answer = await _shown.ShowDialogAsync<Question>(options =>
            {
                options.Modal = true;
                options.Parameters.Add(nameof(Question.Title), question);
                options.Parameters.Add(nameof(Question.Text), text);
                options.Parameters.Add(nameof(Question.Yes), yes);
                options.Parameters.Add(nameof(Question.No), no);
            });
            return !answer.Cancelled;
        }
        finally
        {
            _isAsking = false;
        }
    }

    /// <returns>Null where one is open already.</returns>
    public async Task<DialogResult?> DrawAsync<TContent>(Action<DialogOptions> configure)
        where TContent : ComponentBase
    {
        if (_isDrawn)
        {
            return null;
        }

        _isDrawn = true;
        try
        {
            return await _shown.ShowDrawerAsync<TContent>(configure);
        }
        finally
        {
            _isDrawn = false;
        }
    }

    /// <summary>What is shown says so itself: the components tell nobody else which dialog is whose.</summary>
    public void Opened(IDialogInstance dialog)
    {
        _open.RemoveAll(one => one.Result.IsCompleted);
        _open.Add(dialog);
    }

    public void Dispose() => _navigation.LocationChanged -= Leave;

    private void Leave(object? sender, LocationChangedEventArgs change)
    {
        // The newest first: a question may stand over the drawer.
        foreach (var dialog in _open.Where(one => !one.Result.IsCompleted).Reverse().ToArray())
        {
            _ = dialog.CancelAsync();
        }
    }
}
