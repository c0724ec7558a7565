// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.info;

/**
 * A device.
 *
 * @param name its name
 * @param root the name of its root node
 * @param length the size in bytes
 * @param readOnly whether writes are refused
 * @param gateOpen whether requests may enter now
 * @param gateReason why they may not, or an empty string
 * @param inFlight requests inside now
 * @param waiting requests that wait at the gate now
 * @param parkTimeoutSeconds how long requests wait for a lost driver, or -1 for ever
 * @param stats counters since it was opened
 */
public record DeviceInfo(
        String name,
        String root,
        long length,
        boolean readOnly,
        boolean gateOpen,
        String gateReason,
        int inFlight,
        int waiting,
        long parkTimeoutSeconds,
        StatInfo stats) {}
