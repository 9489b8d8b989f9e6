using Xunit.Sdk;
using Xunit.v3;

// Every test has several processes of its own; side by side they would only wait for each other's processor time.
[assembly: Parallelization(Mode = ParallelMode.None)]
