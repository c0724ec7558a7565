// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.blkdebug;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.BlkEvent;
import org.blockgraph.api.driver.Child;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.driver.NodeServices;
import org.blockgraph.api.driver.OpenContext;
import org.blockgraph.api.driver.Reopen;
import org.blockgraph.drivers.blkdebug.Rule.InjectError;

/** One filter: each request is an event, then may fail by a rule, then goes down. */
final class BlkdebugInstance implements DriverInstance {

    /** How often what waits for a person looks again. */
    static final Duration LOOK_AGAIN = Duration.ofMillis(5);

    private final String node;

    /** Replaced by a reopen, under the write lock. */
    private Child child;

    private final DebugLimits limits;
    private final Engine engine;
    private final NodeServices services;
    private final Commands commands;

    BlkdebugInstance(
            String node, Child child, DebugLimits limits, Engine engine, NodeServices services) {
        this.node = node;
        this.child = child;
        this.limits = limits;
        this.engine = engine;
        this.services = services;
        this.commands = new Commands(node, engine, services);
    }

    @Override
    public long length() {
        return child.length();
    }

    @Override
    public Limits limits() {
        return limits.limits();
    }

    @Override
    public int read(BlockRequest request, long offset, MemorySegment target, int flags)
            throws BlockException {
        if (!engine.isQuiet()) {
            if (mayNotWait(IoType.READ, offset, target.byteSize(), flags)) {
                return IoResult.WOULD_BLOCK;
            }
            InjectError error = meet(request, IoType.READ, offset, target.byteSize());
            if (error != null) {
                long part = Math.min(error.transferred, target.byteSize());
                if (part > 0) {
                    child.read(request, offset, target.asSlice(0, part), flags);
                }
                throw injected(error, IoType.READ, offset);
            }
        }
        return child.read(request, offset, target, flags);
    }

    @Override
    public int write(BlockRequest request, long offset, MemorySegment source, int flags)
            throws BlockException {
        if (!engine.isQuiet()) {
            if (mayNotWait(IoType.WRITE, offset, source.byteSize(), flags)) {
                return IoResult.WOULD_BLOCK;
            }
            InjectError error = meet(request, IoType.WRITE, offset, source.byteSize());
            if (error != null) {
                long part = Math.min(error.transferred, source.byteSize());
                if (part > 0) {
                    child.write(request, offset, source.asSlice(0, part), flags);
                }
                throw injected(error, IoType.WRITE, offset);
            }
        }
        return child.write(request, offset, source, flags);
    }

    @Override
    public int writeZeroes(BlockRequest request, long offset, long length, int flags) throws BlockException {
        if ((offset | length) % limits.zeroAlignment() != 0) {
            throw new BlockException(BlockError.NOT_SUPPORTED, node, node
                    + ": zeroes not at multiples of opt-write-zero, " + limits.zeroAlignment() + " bytes");
        }
        return refused(request, IoType.WRITE_ZEROES, offset, length, flags)
                ? IoResult.WOULD_BLOCK
                : child.writeZeroes(request, offset, length, flags);
    }

    @Override
    public int discard(BlockRequest request, long offset, long length, int flags) throws BlockException {
        return refused(request, IoType.DISCARD, offset, length, flags)
                ? IoResult.WOULD_BLOCK
                : child.discard(request, offset, length, flags);
    }

    @Override
    public int flush(BlockRequest request, int flags) throws BlockException {
        return refused(request, IoType.FLUSH, 0, 0, flags)
                ? IoResult.WOULD_BLOCK
                : child.flush(request, flags);
    }

    @Override
    public int blockStatus(BlockRequest request, long offset, long length, BlockStatus status, int flags)
            throws BlockException {
        if (refused(request, IoType.BLOCK_STATUS, offset, length, flags)) {
            return IoResult.WOULD_BLOCK;
        }
        status.set(BlockStatus.RECURSE, length);
        status.at(child.name(), offset);
        return IoResult.DONE;
    }

    /** Lets the rules have their way with a request that transfers nothing; returns true for WOULD_BLOCK. */
    private boolean refused(BlockRequest request, IoType type, long offset, long length, int flags)
            throws BlockException {
        if (engine.isQuiet()) {
            return false;
        }
        if (mayNotWait(type, offset, length, flags)) {
            return true;
        }
        InjectError error = meet(request, type, offset, length);
        if (error != null) {
            throw injected(error, type, offset);
        }
        return false;
    }

    /** Where rules may stop a request one that may not wait has no side effect, unless it fails at once. */
    private boolean mayNotWait(IoType type, long offset, long length, int flags) throws BlockException {
        if ((flags & IoFlags.NOWAIT) == 0) {
            return false;
        }
        InjectError error = engine.failingAtOnce(type, offset, length);
        if (error != null) {
            throw injected(error, type, offset);
        }
        return true;
    }

    private InjectError meet(BlockRequest request, IoType type, long offset, long length) {
        happen(request, type.event(), false);
        return engine.failing(type, offset, length);
    }

    private BlockException injected(InjectError error, IoType type, long offset) {
        BlockError kind = Arrays.stream(BlockError.values())
                .filter(each -> each.errno() == error.errno)
                .findFirst()
                .orElse(BlockError.IO);
        String sentence = node + ": injected error " + error.errno + " in " + type.text()
                + (type == IoType.FLUSH ? "" : " at offset " + offset);
        return new BlockException(kind, node, offset, sentence, null);
    }

    @Override
    public void event(BlockRequest request, BlkEvent event) {
        if (!engine.isQuiet()) {
            happen(request, event.text(), true);
        }
    }

    /** Waits where a rule stops the request, until it is resumed or the node is drained. */
    private void happen(BlockRequest request, String event, boolean told) {
        Engine.Stopped stop = engine.happen(event, told);
        if (stop == null) {
            return;
        }
        boolean interrupted = false;
        while (engine.isStopped(stop)) {
            if (!services.pause(request, LOOK_AGAIN)) {
                boolean byInterrupt = Thread.interrupted();
                interrupted |= byInterrupt;
                if (!byInterrupt) {
                    break;
                }
            }
        }
        engine.goesOn(stop);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String command(BlockRequest request, List<String> words) throws BlockException {
        return commands.run(request, words);
    }

    @Override
    public void truncate(BlockRequest request, long newLength) throws BlockException {
        child.truncate(request, newLength);
    }

    @Override
    public void inactivate(BlockRequest request) {
        // Nothing is kept here; what is below is not this node's to write.
    }

    @Override
    public void activate(BlockRequest request) {
        // Rules stay as they are.
    }

    @Override
    public void close() {
        // Nothing is held.
    }

    @Override
    public Reopen prepareReopen(OpenContext context) throws BlockException {
        List<Rule> rules = RuleSources.of(node, context.options());
        Child now = BlkdebugDriver.child(context);
        if (!DebugLimits.of(node, context.options(), limits.below()).equals(limits)) {
            throw new BlockException(
                    BlockError.NOT_SUPPORTED, node, node + ": a reopen can't change limits; open it anew");
        }
        return () -> {
            engine.replace(rules);
            child = now;
        };
    }

    @Override
    public Map<String, String> details() {
        return Map.of("rules", engine.report().replace("\n", "; "));
    }
}
