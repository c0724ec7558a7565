// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.Limits;
import org.blockgraph.api.driver.BlkEvent;
import org.blockgraph.api.driver.DriverInstance;

/**
 * A driver instance as its node's pipe calls it: each call checks first that the request was not given up,
 * and afterwards that what the driver answered or threw keeps to the contract. Immutable but for what it
 * remembers about flushes.
 */
final class DriverPort {

    /** The longest answer to a command, in characters. */
    private static final int MAX_ANSWER = 1 << 20;

    final String node;
    final Terms terms;
    final Alignment alignment;

    private final DriverInstance instance;
    private final FlushState flushState = new FlushState();

    DriverPort(String node, DriverInstance instance, Terms terms) {
        this.node = node;
        this.instance = Objects.requireNonNull(instance, "instance");
        this.terms = terms;
        this.alignment = new Alignment(terms.limits());
    }

    /** Tells whether the driver takes a read as it is. */
    boolean readsDirectly(long offset, MemorySegment target) throws BlockException {
        long size = target.byteSize();
        return size > 0
                && offset >= 0
                && alignment.direct(offset, target, 0) == size
                && !terms.tracksReads()
                && !target.isReadOnly()
                && offset <= length() - size;
    }

    /** Tells whether the driver takes a write as it is. */
    boolean writesDirectly(long offset, MemorySegment source, int flags) {
        long size = source.byteSize();
        return size > 0
                && offset >= 0
                && offset <= Long.MAX_VALUE - Limits.MAX_ALIGNMENT - size
                && alignment.direct(offset, source, 0) == size
                && !terms.tracksWrites()
                && !terms.readOnly()
                && !WritePath.flushAfter(this, flags);
    }

    long length() throws BlockException {
        long length;
        try {
            length = instance.length();
        } catch (Throwable e) {
            throw ExceptionCopy.own(node, "length", BlockException.NO_OFFSET, e);
        }
        if (length < 0 || length > Long.MAX_VALUE - Limits.MAX_ALIGNMENT) {
            throw ExceptionCopy.fault(node, "length", BlockException.NO_OFFSET, "it is " + length);
        }
        return length;
    }

    int read(BlockRequest request, long offset, MemorySegment target, int flags) throws BlockException {
        Abandonment.check(node, request);
        int result;
        try {
            result = instance.read(request, offset, target, flags & IoFlags.NOWAIT);
        } catch (Throwable e) {
            throw ExceptionCopy.own(node, "read", offset, e);
        }
        return result == IoResult.DONE ? result : unusual("read", offset, result, flags);
    }

    int write(BlockRequest request, long offset, MemorySegment source, int flags) throws BlockException {
        Abandonment.check(node, request);
        int result;
        try {
            result = instance.write(request, offset, source, flags);
        } catch (Throwable e) {
            throw ExceptionCopy.own(node, "write", offset, e);
        } finally {
            flushState.written();
        }
        return result == IoResult.DONE ? result : unusual("write", offset, result, flags);
    }

    int writeZeroes(BlockRequest request, long offset, long length, int flags) throws BlockException {
        Abandonment.check(node, request);
        int result;
        try {
            result = instance.writeZeroes(request, offset, length, flags);
        } catch (Throwable e) {
            throw ExceptionCopy.own(node, "write zeroes", offset, e);
        } finally {
            flushState.written();
        }
        return result == IoResult.DONE ? result : unusual("write zeroes", offset, result, flags);
    }

    int discard(BlockRequest request, long offset, long length, int flags) throws BlockException {
        Abandonment.check(node, request);
        int result;
        try {
            result = instance.discard(request, offset, length, flags & IoFlags.NOWAIT);
        } catch (Throwable e) {
            throw ExceptionCopy.own(node, "discard", offset, e);
        } finally {
            flushState.written();
        }
        return result == IoResult.DONE ? result : unusual("discard", offset, result, flags);
    }

    /** Flushes, unless the driver is a leaf that has nothing to flush. */
    int flush(BlockRequest request, int flags) throws BlockException {
        Abandonment.check(node, request);
        boolean leaf = terms.leaf();
        if (leaf && !flushState.begin()) {
            return IoResult.DONE;
        }
        int result = IoResult.WOULD_BLOCK;
        try {
            result = instance.flush(request, flags & IoFlags.NOWAIT);
        } catch (Throwable e) {
            throw ExceptionCopy.own(node, "flush", BlockException.NO_OFFSET, e);
        } finally {
            if (leaf) {
                flushState.end(result == IoResult.DONE);
            }
        }
        return result == IoResult.DONE
                ? result
                : unusual("flush", BlockException.NO_OFFSET, result, flags);
    }

    int blockStatus(BlockRequest request, long offset, long length, BlockStatus status, int flags)
            throws BlockException {
        Abandonment.check(node, request);
        status.set(0, 0);
        int result;
        try {
            result = instance.blockStatus(request, offset, length, status, flags & IoFlags.NOWAIT);
        } catch (Throwable e) {
            throw ExceptionCopy.own(node, "block status", offset, e);
        }
        return result == IoResult.DONE ? result : unusual("block status", offset, result, flags);
    }

    void truncate(BlockRequest request, long newLength) throws BlockException {
        Abandonment.check(node, request);
        try {
            instance.truncate(request, newLength);
        } catch (Throwable e) {
            throw ExceptionCopy.own(node, "truncate", newLength, e);
        } finally {
            flushState.written();
        }
    }

    void event(BlockRequest request, BlkEvent event) throws BlockException {
        try {
            instance.event(request, event);
        } catch (Throwable e) {
            throw ExceptionCopy.own(node, "event " + event.text(), BlockException.NO_OFFSET, e);
        }
    }

    /** Gives a command; what is answered is cut where it is too long, and a string of the core's. */
    String command(BlockRequest request, List<String> words) throws BlockException {
        try {
            String answer = instance.command(request, List.copyOf(words));
            return answer == null ? "" : answer.substring(0, Math.min(answer.length(), MAX_ANSWER));
        } catch (Throwable e) {
            throw ExceptionCopy.own(node, "a command", BlockException.NO_OFFSET, e);
        }
    }

    private int unusual(String action, long offset, int result, int flags) throws BlockException {
        if (result == IoResult.WOULD_BLOCK && (flags & IoFlags.NOWAIT) != 0) {
            return result;
        }
        String how = result == IoResult.WOULD_BLOCK
                ? "it answered WOULD_BLOCK without NOWAIT"
                : "it answered " + result + ", which is no result";
        throw ExceptionCopy.fault(node, action, offset, how);
    }
}
