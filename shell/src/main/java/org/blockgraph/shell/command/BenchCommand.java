// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.command;

import java.util.Optional;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockException;
import org.blockgraph.shell.args.Arguments;
import org.blockgraph.shell.args.Syntax;
import org.blockgraph.shell.args.UsageException;
import org.blockgraph.shell.result.Bench;
import org.blockgraph.shell.transfer.BenchRun;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Loads a device. Stateless; any thread. */
@Component(service = BenchCommand.class)
@GogoCommand(scope = Syntax.SCOPE, function = "bench")
public final class BenchCommand {

    private static final String SUMMARY = "send many requests to a device and say how fast they were";
    private static final String FOREVER = "forever";
    private static final String PATTERN = "--pattern";
    private static final int DEFAULT_COUNT = 75_000;
    private static final int DEFAULT_DEPTH = 64;
    private static final int DEFAULT_SIZE = 4096;

    private static final Syntax SYNTAX = Syntax.command("bench", SUMMARY)
            .operand("DEVICE", "the device")
            .value("COUNT", "how many requests, " + DEFAULT_COUNT + " unless given; or " + FOREVER, "-c")
            .value("DEPTH", "how many are in flight at once, " + DEFAULT_DEPTH + " unless given", "-d")
            .value("OFFSET", "where to begin, 0 unless given; beyond the end it goes on there", "-o")
            .value("SIZE", "how long each is, " + DEFAULT_SIZE + " unless given", "-s")
            .value("STEP", "from where one begins to where the next does, SIZE unless given", "-S")
            .flag("write, which destroys what the device holds there; read unless given", "-w")
            .value("PATTERN", "the byte to write, 0 unless given, or to expect in reads", PATTERN, "-P")
            .flag("do not print how many and how fast", "-q")
            .build();

    private final BlockLayer layer;

    /** A command on the block layer. */
    @Activate
    public BenchCommand(@Reference BlockLayer layer) {
        this.layer = layer;
    }

    /** Runs it. */
    @Descriptor(SUMMARY)
    public Object bench(@Descriptor(Usage.HINT) String... typed) throws BlockException {
        Arguments arguments = SYNTAX.parse(typed);
        if (arguments.help()) {
            return SYNTAX.usage();
        }
        int depth = arguments.countOf("-d", DEFAULT_DEPTH);
        if (depth > BenchRun.MAX_DEPTH) {
            throw arguments.wrong("-d", depth + " is more than " + BenchRun.MAX_DEPTH);
        }
        long size = positive(arguments, "-s", DEFAULT_SIZE);
        if (size > BenchRun.MAX_SIZE) {
            throw arguments.wrong("-s", size + " is more than " + BenchRun.MAX_SIZE);
        }
        BlockDevice device = layer.graph().device(arguments.text("DEVICE"));
        BenchRun bench = new BenchRun(device, count(arguments), depth);
        bench.range(arguments.sizeOf("-o", 0), (int) size, positive(arguments, "-S", size));
        if (arguments.has("-w")) {
            bench.write(arguments.has(PATTERN) ? arguments.patternOf(PATTERN) : 0);
        } else if (arguments.has(PATTERN)) {
            bench.verify(arguments.patternOf(PATTERN));
        }
        Bench done = bench.run();
        return arguments.has("-q") ? null : done;
    }

    private static long count(Arguments arguments) throws UsageException {
        Optional<String> count = arguments.value("-c");
        return count.isPresent() && count.get().equals(FOREVER)
                ? Long.MAX_VALUE
                : arguments.countOf("-c", DEFAULT_COUNT);
    }

    private static long positive(Arguments arguments, String option, long otherwise) throws UsageException {
        long bytes = arguments.sizeOf(option, otherwise);
        if (bytes == 0) {
            throw arguments.wrong(option, "is 0");
        }
        return bytes;
    }
}
