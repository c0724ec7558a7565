// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.stateful;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.IoFlags;
import org.blockgraph.api.driver.Child;

/**
 * Writes to blocks that have no place in the file yet. No lock is held: a request writes whole blocks to
 * places that nobody else knows, and then tries to put them into the table. Who finds that another request
 * was faster gives the place back and looks at the table again. What was taken by a request that fails is
 * free when the image is opened the next time.
 */
final class AllocatingWriter {

    /** The most blocks that are written at once. */
    private static final int MOST = 1024;

    private final Child file;
    private final Child backing;

    /** @param backing may be null */
    AllocatingWriter(Child file, Child backing) {
        this.file = file;
        this.backing = backing;
    }

    /**
     * Writes a beginning of the source: whole blocks, or a part of one.
     *
     * @param entry what the table said of the offset's block: NONE or ZERO
     * @return how many bytes were written; 0 when another request gave the first block a place
     */
    long write(BlockRequest request, Content content, int entry, long offset, MemorySegment source)
            throws BlockException {
        boolean whole = (offset & Layout.MASK) == 0 && source.byteSize() >= Layout.BLOCK;
        return whole
                ? writeWhole(request, content, offset, source)
                : writePart(request, content, entry, offset, source);
    }

    private long writeWhole(BlockRequest request, Content content, long offset, MemorySegment source)
            throws BlockException {
        Table table = content.table();
        int block = Layout.block(offset);
        int most = (int) Math.min(MOST, source.byteSize() >>> Layout.SHIFT);
        int wanted = 1;
        while (wanted < most && !Table.isMapped(table.get(block + wanted))) {
            wanted++;
        }
        Allocator.Run place = content.allocator().take(wanted);
        MemorySegment bytes = source.asSlice(0, Layout.offset(place.count()));
        file.write(request, Layout.offset(place.first()), bytes, IoFlags.NONE);
        int mapped = 0;
        while (mapped < place.count() && table.map(block + mapped, place.first() + mapped)) {
            mapped++;
        }
        content.allocator().giveBack(place.first() + mapped, place.count() - mapped);
        return Layout.offset(mapped);
    }

    private long writePart(
            BlockRequest request, Content content, int entry, long offset, MemorySegment source)
            throws BlockException {
        int within = (int) (offset & Layout.MASK);
        long length = Math.min(Layout.BLOCK - within, source.byteSize());
        int place = content.allocator().take(1).first();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment block = arena.allocate(Layout.BLOCK, Layout.BLOCK);
            if (entry == Table.NONE && backing != null) {
                backing.read(request, offset - within, block, IoFlags.NONE);
            }
            MemorySegment.copy(source, 0, block, within, length);
            file.write(request, Layout.offset(place), block, IoFlags.NONE);
        }
        if (content.table().replace(Layout.block(offset), entry, place)) {
            return length;
        }
        content.allocator().giveBack(place, 1);
        return 0;
    }
}
