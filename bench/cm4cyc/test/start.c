/* Copyright 2026 The tmb Authors. Licensed under the Apache License, Version 2.0. */
#include <stdint.h>
extern int main(void); void _init(void){} void _fini(void){} extern uint32_t _estack; extern uint32_t __bss_start__,__bss_end__,_sidata,_sdata,_edata; void exit(int);
void Reset(void){ *(volatile uint32_t*)0xE000ED88|=0xf<<20; __asm volatile("dsb;isb"); uint32_t*s=&_sidata,*d=&_sdata; while(d<&_edata)*d++=*s++; for(uint32_t*p=&__bss_start__;p<&__bss_end__;)*p++=0; exit(main()); }
void Hard(void){ for(;;); }
__attribute__((section(".isr"),used)) void*const v[16]={&_estack,Reset,Hard,Hard};
