// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.batch;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.apache.felix.service.command.CommandProcessor;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Runs the lines that the launcher was given and hands it the exit code. The launcher registers the job as an
 * {@link IntConsumer} with the lines as a service property; without one, this component does not exist.
 */
@Component(service = {}, immediate = true)
public final class BatchComponent {

    private static final String LINES = "org.blockgraph.batch.lines";
    private static final String BLOCK_COMMANDS = "(osgi.command.scope=block)";

    /** How long the lines wait for the commands of the block layer; they are run in any case. */
    private static final Duration COMMANDS_WITHIN = Duration.ofSeconds(10);

    /** How long the end of the component waits for the line that is running. */
    private static final Duration LINE_ENDS_WITHIN = Duration.ofSeconds(2);

    /** The exit code of lines that were ended from outside, as of a process that SIGTERM ended. */
    private static final int TERMINATED = 143;

    private final BundleContext context;
    private final CommandProcessor processor;
    private final IntConsumer done;
    private final List<String> lines;
    private final Thread thread;

    /** Set by the thread that stops the component before it interrupts the one that runs the lines. */
    private volatile boolean stopping;

    /** Called by the component runtime; the lines run on a thread of their own. */
    @Activate
    public BatchComponent(
            BundleContext context,
            @Reference CommandProcessor processor,
            @Reference(target = "(" + LINES + "=*)") Map.Entry<Map<String, Object>, IntConsumer> job) {
        this.context = context;
        this.processor = processor;
        this.done = job.getValue();
        this.lines = List.of((String[]) job.getKey().get(LINES));
        this.thread = Thread.ofPlatform().name("blockgraph-batch").daemon().start(this::run);
    }

    private void run() {
        int code = 1;
        try {
            awaitBlockCommands();
            code = new LineRunner(processor, open(FileDescriptor.out), open(FileDescriptor.err)).run(lines);
        } catch (InterruptedException e) {
            System.err.println("blockgraph: the appliance stops: the lines of -c were not run");
        } finally {
            done.accept(code != 0 && stopping ? TERMINATED : code);
        }
    }

    /** The process's own stream: in System.out, the shell has put one that leads back to the session. */
    private static PrintStream open(FileDescriptor stream) {
        return new PrintStream(new FileOutputStream(stream), true);
    }

    private void awaitBlockCommands() throws InterruptedException {
        ServiceTracker<?, ?> tracker = new ServiceTracker<>(context, blockCommands(), null);
        tracker.open();
        try {
            if (tracker.waitForService(COMMANDS_WITHIN.toMillis()) == null) {
                System.err.println("blockgraph: no command of the scope block after "
                        + COMMANDS_WITHIN.toSeconds() + " s: 'scr:list' says which component waits for what");
            }
        } finally {
            tracker.close();
        }
    }

    private static Filter blockCommands() {
        try {
            return FrameworkUtil.createFilter(BLOCK_COMMANDS);
        } catch (InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** Called by the component runtime when the appliance stops; ends the line that is running. */
    @Deactivate
    public void stop() throws InterruptedException {
        if (thread != Thread.currentThread()) {
            stopping = true;
            thread.interrupt();
            thread.join(LINE_ENDS_WITHIN);
        }
    }
}
