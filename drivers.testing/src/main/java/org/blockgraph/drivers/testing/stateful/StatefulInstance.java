// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.stateful;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.Child;
import org.blockgraph.api.driver.DriverInstance;
import org.blockgraph.api.driver.OpenContext;
import org.blockgraph.api.driver.Reopen;
import org.blockgraph.api.info.CheckInfo;

/** One image. Requests to blocks that have a place in the file go there side by side, without a lock. */
final class StatefulInstance implements DriverInstance {

    private static final int MAX_TRANSFER = 1 << 20;
    private static final long MAX_ZEROES = 1L << 30;

    private final String node;
    private final String backingFile;
    private final Limits limits;

    /** These are replaced by a reopen, under the write lock; so is the content. */
    private Child file;

    private Child backing;
    private boolean readOnly;
    private AllocatingWriter allocating;

    private final MemorySegment zeroes = Arena.ofAuto().allocate(Layout.BLOCK, Layout.BLOCK);

    /** Null while inactive; changed by global-state operations only, read by any thread. */
    private volatile Content content;

    /** Stays known while inactive; changed by global-state operations only, read by any thread. */
    private volatile long length;

    /** @param backing may be null */
    StatefulInstance(String node, Child file, Child backing, boolean readOnly, String backingFile) {
        this.node = node;
        this.file = file;
        this.backing = backing;
        this.readOnly = readOnly;
        this.backingFile = backingFile;
        this.allocating = new AllocatingWriter(file, backing);
        this.limits = new Limits(
                Layout.SECTOR,
                file.limits().memoryAlignment(),
                MAX_TRANSFER,
                MAX_ZEROES,
                MAX_ZEROES,
                Layout.BLOCK,
                false,
                true);
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public int read(BlockRequest request, long offset, MemorySegment target, int flags)
            throws BlockException {
        Table table = active().table();
        long size = target.byteSize();
        long done = 0;
        while (done < size) {
            long at = offset + done;
            int entry = table.get(Layout.block(at));
            long run = table.run(entry, at, size - done);
            MemorySegment part = run == size ? target : target.asSlice(done, run);
            if (readRun(request, entry, at, part, flags) == IoResult.WOULD_BLOCK) {
                return IoResult.WOULD_BLOCK;
            }
            done += run;
        }
        return IoResult.DONE;
    }

    private int readRun(BlockRequest request, int entry, long offset, MemorySegment target, int flags)
            throws BlockException {
        if (Table.isMapped(entry)) {
            return file.read(request, place(entry, offset), target, flags);
        }
        if (entry == Table.BAD) {
            String sentence = node + ": what was here is lost; see block:check";
            throw new BlockException(BlockError.CORRUPT, node, offset, sentence, null);
        }
        if (entry == Table.NONE && backing != null) {
            return backing.read(request, offset, target, flags);
        }
        target.fill((byte) 0);
        return IoResult.DONE;
    }

    private static long place(int entry, long offset) {
        return Layout.offset(entry) + (offset & Layout.MASK);
    }

    @Override
    public int write(BlockRequest request, long offset, MemorySegment source, int flags)
            throws BlockException {
        Content now = active();
        long size = source.byteSize();
        requireInside(now, offset, size);
        boolean noWait = (flags & IoFlags.NOWAIT) != 0;
        long done = 0;
        while (done < size) {
            long at = offset + done;
            int entry = now.table().get(Layout.block(at));
            boolean mapped = Table.isMapped(entry);
            long run = mapped ? now.table().run(entry, at, size - done) : 0;
            if (noWait && run < size) {
                return IoResult.WOULD_BLOCK;
            }
            if (run == size) {
                return file.write(request, place(entry, at), source, flags & IoFlags.NOWAIT);
            }
            if (mapped) {
                file.write(request, place(entry, at), source.asSlice(done, run), IoFlags.NONE);
                done += run;
            } else {
                done += allocating.write(request, now, entry, at, source.asSlice(done));
            }
        }
        return IoResult.DONE;
    }

    private void requireInside(Content now, long offset, long size) throws BlockException {
        if (size > now.size() - offset) {
            throw new BlockException(
                    BlockError.OUT_OF_RANGE,
                    node,
                    offset,
                    node + ": the disk ends at " + now.size() + " bytes and can't grow",
                    null);
        }
    }

    /** Whole blocks lose their place, whether it may or not; parts of blocks are written. */
    @Override
    public int writeZeroes(BlockRequest request, long offset, long size, int flags) throws BlockException {
        Content now = active();
        requireInside(now, offset, size);
        if ((flags & IoFlags.NOWAIT) != 0) {
            return IoResult.WOULD_BLOCK;
        }
        long end = offset + size;
        long at = offset;
        while (at < end) {
            long next = Math.min(end, (at | Layout.MASK) + 1);
            boolean whole = (at & Layout.MASK) == 0 && ((next & Layout.MASK) == 0 || next == now.size());
            if (whole) {
                forget(now.table(), Layout.block(at));
            } else if (!readsAsZeroes(now.table().get(Layout.block(at)))) {
                write(request, at, zeroes.asSlice(0, next - at), IoFlags.NONE);
            }
            at = next;
        }
        return IoResult.DONE;
    }

    private static void forget(Table table, int block) {
        if (table.get(block) != Table.ZERO) {
            table.set(block, Table.ZERO);
        }
    }

    private boolean readsAsZeroes(int entry) {
        return entry == Table.ZERO || entry == Table.NONE && backing == null;
    }

    /** What was discarded reads as zeroes; parts of blocks stay as they are. */
    @Override
    public int discard(BlockRequest request, long offset, long size, int flags) {
        Table table = active().table();
        int end = Layout.block(offset + size);
        for (int block = Layout.block(offset + Layout.MASK); block < end; block++) {
            forget(table, block);
        }
        return IoResult.DONE;
    }

    @Override
    public int flush(BlockRequest request, int flags) throws BlockException {
        if ((flags & IoFlags.NOWAIT) != 0 && content != null && !readOnly) {
            return IoResult.WOULD_BLOCK;
        }
        writeOut(request);
        return IoResult.DONE;
    }

    /** Flushes, with or without a read: within a global-state operation the core takes one at each child. */
    private void writeOut(BlockRequest request) throws BlockException {
        Content now = content;
        if (now != null && !readOnly) {
            now.checkpoint().run(request);
        }
    }

    @Override
    public int blockStatus(BlockRequest request, long offset, long size, BlockStatus status, int flags) {
        Table table = active().table();
        int entry = table.get(Layout.block(offset));
        long run = table.run(entry, offset, size);
        if (Table.isMapped(entry)) {
            status.set(BlockStatus.DATA | BlockStatus.ALLOCATED, run);
            status.at(file.name(), place(entry, offset));
        } else {
            status.set(entry == Table.NONE ? 0 : BlockStatus.ZERO | BlockStatus.ALLOCATED, run);
        }
        return IoResult.DONE;
    }

    @Override
    public void inactivate(BlockRequest request) throws BlockException {
        writeOut(request);
        content = null;
    }

    @Override
    public void activate(BlockRequest request) throws BlockException {
        Content loaded = Content.load(node, file, readOnly, request);
        length = loaded.size();
        content = loaded;
    }

    @Override
    public Reopen prepareReopen(OpenContext context) throws BlockException {
        writeOut(context.request());
        Child nowFile = context.child("file", StatefulDriver.FILE);
        Child nowBacking = context.childIfGiven("backing", StatefulDriver.BACKING, Map.of());
        boolean nowReadOnly = context.readOnly();
        Content loaded = Content.load(node, nowFile, nowReadOnly, context.request());
        return () -> {
            file = nowFile;
            backing = nowBacking;
            readOnly = nowReadOnly;
            allocating = new AllocatingWriter(nowFile, nowBacking);
            content = loaded;
        };
    }

    @Override
    public void close() {
        content = null;
    }

    /** Writes out what is dirty, where the image may be written to, and walks what is in the file then. */
    @Override
    public CheckInfo check(BlockRequest request, Repair repair) throws BlockException {
        if (repair != Repair.NONE) {
            throw new BlockException(BlockError.NOT_SUPPORTED, node, node + ": images can't be repaired");
        }
        writeOut(request);
        return new Walk(Snapshot.read(node, file, request), file).result();
    }

    @Override
    public Map<String, String> details() {
        Content now = content;
        String generation = now == null || readOnly ? "" : Long.toString(now.checkpoint().generation());
        return Map.of(
                "cluster-size", Integer.toString(Layout.BLOCK),
                "backing-filename", backingFile,
                "generation", generation);
    }

    private Content active() {
        Content now = content;
        if (now == null) {
            throw new IllegalStateException(node + ": I/O while inactive");
        }
        return now;
    }
}
