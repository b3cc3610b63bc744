"""Denoising diffusion GANs (Xiao, Kreis, Vahdat, ICLR 2022, arXiv 2112.07804) in PyTorch."""
