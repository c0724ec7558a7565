// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

/**
 * The header's fields, as they are in the file. Offsets and sizes in bytes unless said otherwise. {@link
 * HeaderReader} has checked them; changes are written field by field, so that what this driver does not know
 * stays as it is.
 *
 * @param version 2 or 3
 * @param geometry what follows from the cluster size
 * @param size the virtual size
 * @param l1Entries entries in the active L1 table
 * @param l1Offset where it is
 * @param refcountTableOffset where the refcount table is
 * @param refcountTableClusters its size in clusters
 * @param refcountOrder binary logarithm of the bits of a refcount
 * @param snapshots how many internal snapshots there are
 * @param snapshotsOffset where their table is
 * @param incompatible features that a reader must know
 * @param compatible features that it need not know
 * @param autoclear features that a writer which does not know them clears
 * @param length of the header
 * @param backingFile the backing file's name, or null
 * @param backingFormat its format, or null
 * @param backingNameOffset where the name is in the file, or 0
 * @param bitmaps where the directory of persistent bitmaps is, or null
 */
record Header(
        int version,
        Geometry geometry,
        long size,
        int l1Entries,
        long l1Offset,
        long refcountTableOffset,
        int refcountTableClusters,
        int refcountOrder,
        int snapshots,
        long snapshotsOffset,
        long incompatible,
        long compatible,
        long autoclear,
        int length,
        String backingFile,
        String backingFormat,
        long backingNameOffset,
        Extensions.Bitmaps bitmaps) {

    /** "QFI" and 0xfb. */
    static final int MAGIC = 0x514649fb;

    static final int V2_BYTES = 72;
    static final int V3_BYTES = 104;

    /** With the compression type, which is a byte and padded. */
    static final int NEW_V3_BYTES = 112;

    static final int SIZE_AT = 24;
    static final int L1_AT = 36;
    static final int REFCOUNT_TABLE_AT = 48;
    static final int INCOMPATIBLE_AT = 72;
    static final int AUTOCLEAR_AT = 88;

    static final int MAX_L1_BYTES = 32 << 20;
    static final int MAX_REFCOUNT_TABLE_BYTES = 8 << 20;
    static final int MAX_BACKING_NAME = 1023;
    static final int MAX_SNAPSHOTS = 65_536;
    static final int MAX_REFCOUNT_ORDER = 6;
    static final int V2_REFCOUNT_ORDER = 4;
    static final int NO_ENCRYPTION = 0;

    boolean isDirty() {
        return (incompatible & Features.DIRTY) != 0;
    }

    boolean isCorrupt() {
        return (incompatible & Features.CORRUPT) != 0;
    }
}
