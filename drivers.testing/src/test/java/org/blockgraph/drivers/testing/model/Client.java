// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.model;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.IoResult;

/** A thread that does one request after the other in a stripe of its own and looks at every byte. */
final class Client implements Runnable {

    private static final int LONGEST = 12 << 10;

    private final Load load;
    private final BlockDevice device;
    private final Content content;
    private final int begin;
    private final int length;
    private final SplittableRandom random;
    private final BlockStatus status = new BlockStatus();

    /** Writes of data that are done; written by this thread alone. */
    final AtomicLong writes = new AtomicLong();

    private BlockRequest request;
    private MemorySegment buffer;

    Client(Load load, BlockDevice device, Content content, int stripe, SplittableRandom random) {
        this.load = load;
        this.device = device;
        this.content = content;
        this.begin = content.begin(stripe);
        this.length = content.end(stripe) - begin;
        this.random = random;
    }

    @Override
    public void run() {
        try (Arena arena = Arena.ofShared();
                BlockRequest token = device.newRequest("model " + device.name() + " at " + begin)) {
            request = token;
            buffer = arena.allocate(length, 64);
            verifyAll();
            while (load.mayGoOn()) {
                step();
            }
            verifyAll();
        } catch (Exception | AssertionError e) {
            load.failed(device.name() + " at " + begin, e);
        } finally {
            load.ended();
        }
    }

    private void verifyAll() throws BlockException {
        device.read(request, begin, buffer, IoFlags.NONE);
        requireSame(begin, buffer);
    }

    private void step() throws BlockException {
        int size = 1 + random.nextInt(Math.min(LONGEST, length) - 1);
        int at = random.nextInt(length - size);
        if (random.nextInt(3) == 0) {
            // Some of it on sectors.
            at = Math.max(0, (begin + at) / 512 * 512 - begin);
        }
        MemorySegment part = buffer.asSlice(random.nextInt(length - size), size);
        int what = random.nextInt(100);
        if (content.quiet() || device.readOnly() || what < 50) {
            look(what, begin + at, part);
        } else if (what < 78) {
            write(begin + at, part);
        } else if (what < 85) {
            int flags = (random.nextBoolean() ? IoFlags.MAY_UNMAP : 0) | force();
            device.writeZeroes(request, begin + at, size, flags);
            remember(begin + at, part.fill((byte) 0));
        } else if (what < 90) {
            discard(begin + at, part);
        } else {
            device.flush(request, IoFlags.NONE);
        }
    }

    private int force() {
        return random.nextInt(16) == 0 ? IoFlags.FUA : 0;
    }

    private void write(int at, MemorySegment part) throws BlockException {
        byte[] bytes = new byte[(int) part.byteSize()];
        random.nextBytes(bytes);
        MemorySegment data = MemorySegment.ofArray(bytes);
        if (random.nextBoolean()) {
            part.copyFrom(data);
            device.write(request, at, part, force());
        } else {
            device.write(request, at, data, force());
        }
        remember(at, data);
        writes.incrementAndGet();
    }

    /** What is not needed reads as before or as zeroes, byte by byte, and stays what it was once read as. */
    private void discard(int at, MemorySegment part) throws BlockException {
        device.discard(request, at, part.byteSize(), IoFlags.NONE);
        device.read(request, at, part, IoFlags.NONE);
        for (int i = 0; i < part.byteSize(); i++) {
            byte found = part.get(ValueLayout.JAVA_BYTE, i);
            if (found != 0 && found != content.head[at + i]) {
                throw new AssertionError("a discard left " + found + " at " + (at + i) + " in place of "
                        + content.head[at + i]);
            }
        }
        remember(at, part);
    }

    private void look(int what, int at, MemorySegment part) throws BlockException {
        if (what % 10 == 0) {
            device.blockStatus(request, at, part.byteSize(), status, IoFlags.NONE);
            requireStatus(at, (int) part.byteSize());
        } else if (what % 10 == 1) {
            if (device.read(request, at, part, IoFlags.NOWAIT) != IoResult.WOULD_BLOCK) {
                requireSame(at, part);
            }
        } else if (what == 2) {
            device.flush(request, IoFlags.NONE);
        } else {
            device.read(request, at, part, IoFlags.NONE);
            requireSame(at, part);
        }
    }

    private void requireStatus(int at, int asked) {
        if (status.length() < 1 || status.length() > asked) {
            throw new AssertionError("a status of " + status.length() + " bytes out of " + asked);
        }
        if (status.is(BlockStatus.ZERO)) {
            for (int i = 0; i < status.length(); i++) {
                if (content.head[at + i] != 0) {
                    throw new AssertionError("zero by its status, and not by what was written: " + (at + i));
                }
            }
        }
    }

    private void remember(int at, MemorySegment bytes) {
        if (!content.forgets) {
            MemorySegment.copy(bytes, 0, MemorySegment.ofArray(content.head), at, bytes.byteSize());
        }
    }

    private void requireSame(int at, MemorySegment found) {
        MemorySegment wanted = MemorySegment.ofArray(content.head).asSlice(at, found.byteSize());
        long wrong = found.mismatch(wanted);
        if (wrong >= 0) {
            throw new AssertionError("at " + (at + wrong) + " is "
                    + found.get(ValueLayout.JAVA_BYTE, wrong) + " in place of "
                    + wanted.get(ValueLayout.JAVA_BYTE, wrong) + ", read from " + at + ", "
                    + found.byteSize() + " bytes");
        }
    }
}
