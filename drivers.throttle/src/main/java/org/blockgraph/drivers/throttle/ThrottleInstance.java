// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.throttle;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
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

/** One filter: requests pay first, then go down. Flushes and queries are free. */
final class ThrottleInstance implements DriverInstance {

    /** What a child can't do itself the core does at its edge: there is no need to cut ranges here. */
    private static final long MAX_RANGE = 1L << 40;

    private final ThrottleGroups groups;
    private final Limits limits;

    /** Replaced by a reopen, under the write lock. */
    private Child file;

    /** Replaced by a reopen, when no request is under way. */
    private volatile Member member;

    /** A filter on a child; the member counts in its group. */
    ThrottleInstance(ThrottleGroups groups, Child file, Member member) {
        this.groups = groups;
        this.file = file;
        this.member = member;
        Limits below = file.limits();
        this.limits = new Limits(
                below.requestAlignment(),
                below.memoryAlignment(),
                below.maxTransfer(),
                MAX_RANGE,
                below.maxDiscard() == 0 ? 0 : MAX_RANGE,
                below.discardAlignment(),
                true,
                below.unmap());
    }

    @Override
    public long length() {
        return file.length();
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public int read(BlockRequest request, long offset, MemorySegment target, int flags)
            throws BlockException {
        long size = target.byteSize();
        return enter(request, Direction.READ, size, flags)
                ? done(file.read(request, offset, target, flags), Direction.READ, size)
                : IoResult.WOULD_BLOCK;
    }

    @Override
    public int write(BlockRequest request, long offset, MemorySegment source, int flags)
            throws BlockException {
        long size = source.byteSize();
        return enter(request, Direction.WRITE, size, flags)
                ? done(file.write(request, offset, source, flags), Direction.WRITE, size)
                : IoResult.WOULD_BLOCK;
    }

    @Override
    public int writeZeroes(BlockRequest request, long offset, long length, int flags) throws BlockException {
        return enter(request, Direction.WRITE, length, flags)
                ? done(file.writeZeroes(request, offset, length, flags), Direction.WRITE, length)
                : IoResult.WOULD_BLOCK;
    }

    @Override
    public int discard(BlockRequest request, long offset, long length, int flags) throws BlockException {
        return enter(request, Direction.WRITE, length, flags)
                ? done(file.discard(request, offset, length, flags), Direction.WRITE, length)
                : IoResult.WOULD_BLOCK;
    }

    private boolean enter(BlockRequest request, Direction direction, long bytes, int flags) {
        Member now = member;
        boolean mayWait = (flags & IoFlags.NOWAIT) == 0;
        return now.group().enter(now, request, direction, bytes, mayWait);
    }

    /** Who would have to wait below comes again and pays then. */
    private int done(int result, Direction direction, long bytes) {
        if (result == IoResult.WOULD_BLOCK) {
            member.group().refund(direction, bytes);
        }
        return result;
    }

    @Override
    public int flush(BlockRequest request, int flags) throws BlockException {
        return file.flush(request, flags);
    }

    @Override
    public int blockStatus(BlockRequest request, long offset, long length, BlockStatus status, int flags) {
        status.set(BlockStatus.RECURSE, length);
        status.at(file.name(), offset);
        return IoResult.DONE;
    }

    @Override
    public void truncate(BlockRequest request, long newLength) throws BlockException {
        file.truncate(request, newLength);
    }

    @Override
    public void inactivate(BlockRequest request) {
        // Nothing is kept here; what is below is not this node's to write.
    }

    @Override
    public void activate(BlockRequest request) {
        // Nothing was dropped: the member stays in its group.
    }

    @Override
    public void close() {
        groups.leave(member);
    }

    @Override
    public Reopen prepareReopen(OpenContext context) throws BlockException {
        ThrottleLimits wanted = ThrottleLimits.of(context.nodeName(), context.options());
        String group = ThrottleDriver.groupName(context);
        Child child = context.child("file", ThrottleDriver.FILE);
        Member next = groups.join(group, context.nodeName(), context.services(), wanted);
        return new Reopen() {
            @Override
            public void commit() {
                Member before = member;
                next.group().count(next);
                member = next;
                file = child;
                groups.leave(before);
            }

            @Override
            public void abort() {
                groups.leave(next);
            }
        };
    }

    @Override
    public Map<String, String> details() {
        ThrottleGroup group = member.group();
        Map<String, String> details = new HashMap<>(group.limits().details());
        details.put("throttle-group", group.name());
        details.put("members", String.join(", ", group.nodes()));
        return details;
    }
}
