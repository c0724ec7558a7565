// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.launcher;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Starts the appliance and ends with 0 if all went well, 1 if a line failed or the appliance could not
 * start, 2 if the arguments make no sense, and 143 if it was told to stop before the last line was done.
 */
public final class Main {

    /** The system property that names the appliance's folder. */
    private static final String HOME = "appliance.home";

    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int TERMINATED = 143;

    /** How long the bundles get to stop in order; the appliance ends then in any case. */
    private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

    private final CommandLine line;
    private final Appliance appliance;
    private final BatchJob job;

    /** Whether the appliance came to its end without a signal; set by the main thread, read by the hook. */
    private volatile boolean ended;

    private Main(CommandLine line, Appliance appliance) {
        this.line = line;
        this.appliance = appliance;
        this.job = new BatchJob(line.lines());
    }

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String... arguments) {
        try {
            CommandLine line = CommandLine.parse(arguments);
            Path home = Path.of(System.getProperty(HOME, ".")).toAbsolutePath().normalize();
            try (CacheSlot slot = line.cache() == null
                    ? CacheSlot.takeFree(home.resolve("cache"))
                    : CacheSlot.take(line.cache().toAbsolutePath())) {
                Map<String, String> properties = FrameworkProperties.load(home, slot.storage(), line);
                return new Main(line, Appliance.create(properties)).serve(home.resolve("bundle"));
            }
        } catch (UsageException e) {
            complain(e.getMessage());
            return USAGE;
        } catch (StartException e) {
            complain(e.getMessage());
            return FAILED;
        } catch (InterruptedException e) {
            complain("interrupted while starting");
            return FAILED;
        }
    }

    /** Runs the appliance to its end. */
    private int serve(Path bundles) throws StartException, InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::terminate, "blockgraph-terminate"));
        if (!line.lines().isEmpty()) {
            job.exitCode().thenAccept(this::afterLines);
            job.offer(appliance.system());
        }
        try {
            appliance.start(bundles);
            if (line.headless()) {
                complain("up with " + appliance.bundleCount() + " bundles");
            }
            appliance.awaitStop();
            return exitCode();
        } catch (StartException e) {
            appliance.stop(STOP_WITHIN);
            throw e;
        } finally {
            ended = true;
        }
    }

    private void afterLines(int code) {
        if (code != 0 || !line.headless()) {
            appliance.requestStop();
        }
    }

    /** What the lines came to; stopped before they were done counts as terminated. */
    private int exitCode() {
        return line.lines().isEmpty() ? 0 : job.exitCode().getNow(TERMINATED);
    }

    /** The end by a signal, which comes to the virtual machine's own shutdown. */
    private void terminate() {
        if (ended) {
            return;
        }
        try {
            if (!appliance.stop(STOP_WITHIN)) {
                complain("the bundles did not stop within " + STOP_WITHIN.toSeconds()
                        + " s: ending without them");
                Runtime.getRuntime().halt(FAILED);
            }
            // Without this, an orderly end by SIGTERM looks like a failure to whoever supervises us.
            Runtime.getRuntime().halt(exitCode());
        } catch (InterruptedException e) {
            Runtime.getRuntime().halt(FAILED);
        }
    }

    /** Says one line to whoever started the appliance. */
    static void complain(String message) {
        System.err.println("blockgraph: " + message);
    }
}
