/*
id: income
title: 人均纯收入
unit: 元
neighbour: net_pc
place: 1
formula: 脱贫后核算期人均纯收入；多期取最近一期
examples:
- {given: {income: [{net_pc: 5000}]}, expect: 5000}
- {given: {income: [{net_pc: 5000, phase: 脱贫前}]}, expect: null}
- {given: {income: [{net_pc: 5000, period_to: 2025-09-30}, {net_pc: 6000, period_to: 2026-09-30}]}, expect: 6000}
*/
SELECT household_id, net_pc AS value FROM income WHERE phase = '脱贫后'
QUALIFY row_number() OVER (PARTITION BY household_id ORDER BY period_to DESC NULLS LAST, src_file, src_row) = 1
