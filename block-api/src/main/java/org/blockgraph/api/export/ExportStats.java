// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.export;

/**
 * What an export has done. Latencies are those of the server: from the moment at which a request was read
 * from the socket until its reply was given to it.
 *
 * @param requests requests answered, also with an error
 * @param failed those of them that were answered with an error
 * @param readBytes bytes that were read
 * @param writtenBytes bytes that were written
 * @param requestsPerSecond over the last seconds, see {@link BlockExports#RATE_SECONDS}
 * @param readBytesPerSecond the same for bytes read
 * @param writtenBytesPerSecond the same for bytes written
 * @param meanLatencyNanos the mean over the last seconds
 * @param longestLatencyNanos the longest since the export was made
 */
public record ExportStats(
        long requests,
        long failed,
        long readBytes,
        long writtenBytes,
        double requestsPerSecond,
        double readBytesPerSecond,
        double writtenBytesPerSecond,
        long meanLatencyNanos,
        long longestLatencyNanos) {}
